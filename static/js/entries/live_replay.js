/** A broadcast that is over: its recording with chat and products. */

import "../content/follow.js";
import "../content/product_sheet.js";
import "../live/watch/chat.js";
import "../live/watch/explained.js";
import "../live/watch/report.js";
import "../live/watch/share.js";
import "../live/watch/tray.js";
import "../live/watch/player.js";
import "../live/watch/seller.js";
import "../live/watch/replay.js";
