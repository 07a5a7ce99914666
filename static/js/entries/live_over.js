/** A broadcast that is over, before its replay can be played. */

import "../live/watch/replay_wait.js";
