/** Pages with posts that people comment on. */

import { connectComments } from "../content/comments/connect.js";

connectComments();
