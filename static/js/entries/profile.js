/** The page of somebody else. */

import "../content/follow.js";
