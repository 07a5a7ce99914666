/** The cart, its checkout, and paying it. */

import "../orders/cart/cart.js";
import "../orders/cart/checkout.js";
import "../orders/cart/coupons.js";
import "../orders/cart/pay.js";
