/** The pages of photo posts and articles. */

import "../content/article.js";
import "../content/photo_post.js";
