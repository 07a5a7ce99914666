/** What every page needs. Pages with more of their own add an entry beside this one. */

import "../growth/bell.js";
import "../moderation/own_statements.js";
import "../moderation/report.js";
import "../orders/cart/adding.js";
import "../products/wish.js";
import "../ui/form.js";
import "../ui/install.js";
import "../ui/load_more.js";
import "../ui/local_times.js";
import "../ui/menu.js";
import "../ui/relative_time.js";
import "../ui/shared_picture.js";
import "../ui/sheet.js";
import "../ui/stepper.js";
import "../ui/tabs.js";
import "../ui/theme_switch.js";
import "../ui/toast.js";
