/** The list of broadcasts. */

import "../live/watch/live_thumb.js";
import "../ui/local_time.js";
