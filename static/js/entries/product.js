/** The product page. */

import "../commissions/arrival.js";
import "../products/product.js";
import "../products/showings.js";
import "../ui/line_chart.js";
