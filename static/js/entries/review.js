/** A post that waits for a moderator. */

import "../content/review.js";
