/** The merchant's console: the list of products, and the form of one. */

import "../products/archive.js";
import "../products/block_editor.js";
import "../products/bulk.js";
import "../products/collection_editor.js";
import "../products/collection_picker.js";
import "../products/picture_editor.js";
import "../products/product_form.js";
import "../products/stock_correction.js";
import "../products/variant_editor.js";
