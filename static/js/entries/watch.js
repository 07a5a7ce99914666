/** What a video's page has for its creator and for moderators. */

import "../content/takedown.js";
import "../content/video_progress.js";

// When the processing moves on, the page says something else.
document.addEventListener("video-moved", () => location.reload());
