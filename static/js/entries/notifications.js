/** The page of notifications. */

import "../growth/day_list.js";
