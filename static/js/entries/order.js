/** The pages of one order, for its buyer and for its merchant, and its packing slip. */

import "../orders/order_watch.js";
import "../orders/print.js";
import "../orders/return_sum.js";
import "../ui/local_time.js";
