/** The page where clips are sent. */

import { suggestMentions } from "../content/mention_list.js";
import "../content/upload_desk.js";

suggestMentions();
