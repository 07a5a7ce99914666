/** What a video's page has for its creator and for moderators. */

import "../content/takedown.js";
import "../content/video_progress.js";

// When the processing moves on, or there is something to play at last, the page says something else.
document.addEventListener("video-moved", () => location.reload());
document.addEventListener("video-read", (event) => {
  const { item } = document.querySelector("nm-clip");
  if (event.detail.playlist_url && !item.playlist_url) {
    location.reload();
  }
});
