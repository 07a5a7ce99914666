/** Pages with clips that play: the feed and a video's own page. */

import "../content/clip.js";
import "../content/feed.js";
import "../content/feed_controls.js";
import "../content/offers_sheet.js";
import "../content/product_sheet.js";
import { connectSheets } from "../content/shopping.js";

connectSheets();
