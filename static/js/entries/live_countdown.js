/** A broadcast that is planned. */

import "../content/follow.js";
import "../live/watch/countdown.js";
import "../live/watch/local_time.js";
import "../live/watch/share.js";
