/** Pages with posts that people comment on. */

import { connectComments } from "../content/comments/connect.js";
import { suggestMentions } from "../content/mention_list.js";

connectComments();
suggestMentions();
