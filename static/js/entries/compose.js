/** The pages where photo posts and articles are made. */

import "../content/compose/article_composer.js";
import "../content/compose/photo_composer.js";
import { suggestMentions } from "../content/mention_list.js";
import "../ui/local_time.js";

suggestMentions();
