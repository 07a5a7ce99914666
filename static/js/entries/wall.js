/** The moderators' wall of everything that is live. */

import "../live/host/wall.js";
