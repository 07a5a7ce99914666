/** Pages with posts that are watched: the feed and a video's own page. */

import "../content/feed.js";
import "../content/feed_controls.js";
import "../content/offers_sheet.js";
import "../content/player_menu.js";
import "../content/product_sheet.js";
import "../content/reactions/share.js";
import { connectSheets } from "../content/shopping.js";
import { meterPosts } from "../content/watching.js";

connectSheets();
meterPosts();
