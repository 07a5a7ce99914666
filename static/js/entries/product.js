/** The product page. */

import "../products/product.js";
