/** The page of a shop. */

import "../content/follow.js";
import "../products/showings.js";
