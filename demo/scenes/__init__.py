"""The scenes of the seed market's clips, by name."""

from demo.scenes import aprons, bubble_tea, candle, lanterns, mango_ice, noodles, oolong, pins, pottery, shoes
from demo.scenes.scene import Scene

SCENES: dict[str, Scene] = {
    module.SCENE.name: module.SCENE
    for module in (lanterns, noodles, bubble_tea, oolong, pottery, mango_ice, candle, pins, aprons, shoes)
}
