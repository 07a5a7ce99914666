/** The moderators' desks: a review, a case. */

import "../moderation/desk.js";
