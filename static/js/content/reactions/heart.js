/** The heart that appears where a picture was tapped twice. Where motion is not wanted it stands still for a moment (clip.css). */

import { createIcon } from "../../lib/icon.js";

const SHOWN_MS = 800;

/** Show a heart in `stage` at a point of the window. */
export function showHeart(stage, { clientX, clientY }) {
  const box = stage.getBoundingClientRect();
  const heart = document.createElement("span");
  heart.className = "clip__heart";
  heart.append(createIcon("heart-filled"));
  heart.style.setProperty("--x", `${clientX - box.left}px`);
  heart.style.setProperty("--y", `${clientY - box.top}px`);
  stage.append(heart);
  setTimeout(() => heart.remove(), SHOWN_MS);
}
