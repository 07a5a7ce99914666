/** Wherever something can be bought: the buy sheet of templates/orders/buy_sheet.html. */

import "../orders/buy_sheet.js";
