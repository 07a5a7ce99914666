/** A person's page. */

import "../content/follow.js";
import "../content/profile/person_menu.js";
import "../content/profile/pin_post.js";
import "../content/profile/share_page.js";
