/** A video's sprite as a strip of pictures along a timeline. */

const TILES = 10;

/**
 * Fill a strip with pictures that are evenly spread over the video.
 *
 * @param {HTMLElement} strip
 * @param {string} spriteUrl of the sprite's index
 * @param {number} durationSeconds
 */
export async function fillStrip(strip, spriteUrl, durationSeconds) {
  const url = new URL(spriteUrl, location.href);
  const response = await fetch(url).catch(() => null); // a timeline without pictures has to do
  if (!response?.ok) {
    return;
  }
  const sprite = await response.json();
  const picture = new URL(sprite.file, url).href;
  const moments = Array.from({ length: TILES }, (_, tile) => ((tile + 0.5) / TILES) * durationSeconds);
  strip.style.setProperty("--tile-ratio", String(sprite.thumb_width / sprite.thumb_height));
  strip.replaceChildren(...moments.map((seconds) => createTile(sprite, picture, seconds)));
}

/** A tile is as high as the strip; the sheet is scaled so that one of its pictures fills a tile's width. */
function createTile(sprite, picture, seconds) {
  const number = Math.max(0, sprite.times_seconds.findLastIndex((time) => time <= seconds));
  const rows = Math.ceil(sprite.times_seconds.length / sprite.columns);
  const columns = Math.min(sprite.columns, sprite.times_seconds.length);
  const tile = document.createElement("span");
  tile.className = "strip__tile";
  const { style } = tile;
  style.backgroundImage = `url("${picture}")`;
  style.backgroundSize = `${columns * 100}% auto`;
  style.backgroundPosition = `${place(number % sprite.columns, columns)} ${place(Math.floor(number / sprite.columns), rows)}`;
  return tile;
}

function place(index, count) {
  return count > 1 ? `${(index / (count - 1)) * 100}%` : "0%";
}
