/** A broadcast on the air: the room. */

import "../content/follow.js";
import "../content/product_sheet.js";
import "../live/watch/chat.js";
import "../live/watch/explained.js";
import "../live/watch/hearts.js";
import "../live/watch/moderate.js";
import "../live/watch/news.js";
import "../live/watch/poll.js";
import "../live/watch/report.js";
import "../live/watch/share.js";
import "../live/watch/tray.js";
import "../live/watch/player.js";
import "../live/watch/seller.js";
import "../live/watch/live_room.js";
