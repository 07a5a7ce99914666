/** The moderators' wall of everything that is live. */

import "../live/watch/live_thumb.js";
import "../live/host/wall.js";
