/** What the comments of a post are asked for and told, over HTTP. */

import { callApi, deleteJson, getJson, postJson } from "../../lib/api.js";

function withCursor(path, cursor) {
  return cursor ? `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}` : path;
}

export const listComments = (postId, order, cursor) => getJson(withCursor(`/api/v1/posts/${postId}/comments?order=${order}`, cursor));
export const listReplies = (commentId, cursor) => getJson(withCursor(`/api/v1/comments/${commentId}/replies`, cursor));
export const getComment = (commentId) => getJson(`/api/v1/comments/${commentId}`);
export const deleteComment = (commentId) => deleteJson(`/api/v1/comments/${commentId}`);
export const restoreComment = (commentId) => postJson(`/api/v1/comments/${commentId}/restore`);
export const releaseComment = (commentId) => postJson(`/api/v1/comments/${commentId}/release`);
export const setLiked = (commentId, isLiked) => callApi(isLiked ? "PUT" : "DELETE", `/api/v1/comments/${commentId}/like`);
export const setPinned = (commentId, isPinned) => callApi(isPinned ? "PUT" : "DELETE", `/api/v1/comments/${commentId}/pin`);

/** Say something about a post, or in answer to a comment; the key is the act's, kept for its retries. */
export function addComment(postId, text, parentId, idempotencyKey) {
  return postJson(`/api/v1/posts/${postId}/comments`, { text, parent_id: parentId }, { idempotencyKey });
}
