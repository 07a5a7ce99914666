/** The product page. */

import "../products/product.js";
import "../products/showings.js";
import "../ui/line_chart.js";
