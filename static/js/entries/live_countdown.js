/** A broadcast that is planned. */

import "../content/follow.js";
import "../live/watch/countdown.js";
import "../ui/local_time.js";
import "../live/watch/share.js";
