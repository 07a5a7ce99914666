import assert from "node:assert/strict";
import test from "node:test";
import { CommentLike } from "../../../static/js/content/comments/comment_like.js";
import { compareComments } from "../../../static/js/content/comments/text.js";

globalThis.document = { documentElement: { lang: "en" } };
globalThis.matchMedia = () => ({ matches: true });

const WORDS = { like: "Like", unlike: "Unlike", likes: "Likes: %(count)s" };

function makeLike(send, comment = {}) {
  const shown = { pressed: null, label: null, count: { textContent: "" } };
  const button = {
    setAttribute: (name, value) => {
      shown[name === "aria-pressed" ? "pressed" : "label"] = value;
    },
    querySelector: () => shown.count,
  };
  const [mark, failed] = [{ hidden: true }, []];
  const row = { comment: { is_liked: false, likes_count: 2, is_liked_by_creator: false, may_delete: false, is_own: false, ...comment } };
  const like = new CommentLike(row, { button, mark, words: WORDS }, { send, failed: (error) => failed.push(error.message) });
  return { like, shown, mark, failed, row };
}

test("a like of a comment is shown before the server has answered", () => {
  const { like, shown } = makeLike(() => new Promise(() => {}));

  like.press();

  assert.deepEqual([shown.pressed, shown.count.textContent, shown.label], ["true", "3", "Unlike (Likes: 3)"]);
});

test("a like that is refused is undone and said", async () => {
  const { like, shown, failed } = makeLike(() => Promise.reject(new Error("gone")));

  await like.press();

  assert.deepEqual([shown.pressed, shown.count.textContent], ["false", "2"]);
  assert.deepEqual(failed, ["gone"]);
});

test("a creator sees at once that the creator likes it, and takes it back", async () => {
  const { like, mark } = makeLike(async () => {}, { may_delete: true });

  await like.press();
  const liked = mark.hidden;
  await like.press();

  assert.deepEqual([liked, mark.hidden], [false, true]);
});

test("whoever may delete because it is their own is not the creator", async () => {
  const { like, mark } = makeLike(async () => {}, { may_delete: true, is_own: true, is_by_creator: false });

  await like.press();

  assert.equal(mark.hidden, true);
});

test("what the server says later is taken over, but not while a like is on its way", async () => {
  let answer;
  const { like, shown, row } = makeLike(() => new Promise((resolve) => {
    answer = resolve;
  }));

  const done = like.press();
  like.update({ is_liked: false, likes_count: 9 });
  const meanwhile = shown.count.textContent;
  answer();
  await done;
  row.comment = { ...row.comment, is_liked: true, likes_count: 9 };
  like.update(row.comment);

  assert.deepEqual([meanwhile, shown.count.textContent], ["3", "9"]);
});

test("no likes are no number", () => {
  const { shown } = makeLike(async () => {}, { likes_count: 0 });

  assert.equal(shown.count.textContent, "");
});

test("among the most liked, what is missing from the first page may be on a later one", () => {
  const present = [{ id: "c", is_pinned: false }, { id: "a", is_pinned: false }];

  assert.deepEqual(compareComments(["b", "a"], present, false, false), { added: ["c"], removed: [] });
  assert.deepEqual(compareComments(["b", "a"], present, true, false), { added: ["c"], removed: ["b"] });
});
