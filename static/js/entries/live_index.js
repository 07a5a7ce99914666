/** The list of broadcasts. */

import "../live/watch/live_thumb.js";
import "../live/watch/local_time.js";
