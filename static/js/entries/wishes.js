/** The page of a wish list. */

import "../products/wish_list.js";
