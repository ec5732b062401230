// What people do all day: read, write, mark, upload. Each loop has a pace, so that the machine is busy and not full.
import { readFileSync } from "node:fs";
import { pause } from "./server.mjs";

const PAGES = ["/home", "/explore", "/notifications", "/search?q=song", "/bookmarks", "/circles", "/communities", "/spaces"];
const pick = (list) => list[Math.floor(Math.random() * list.length)];

export class Ledger {
  constructor() {
    this.posts = new Set(); // texts that were acknowledged
    this.likes = new Map(); // account and post → the last acknowledged wish
    this.uploads = 0;
  }
}

/** Runs until `on.stopped`. */
export async function read(person, on) {
  for (;;) {
    if (on.stopped) return;
    const path = Math.random() < 0.6 ? pick(PAGES) : `/@${pick(on.people).handle}`;
    const answer = await person.ask(`page ${path.startsWith("/@") ? "profile" : path.split("?")[0]}`, path);
    const post = answer?.body_text.match(/href="(\/@[A-Za-z0-9_]+\/\d+)"/g)?.at(-1)?.slice(6, -1);
    if (post && Math.random() < 0.3) {
      on.seen.push(post.split("/").at(-1));
      on.seen.splice(0, on.seen.length - 200);
      await person.ask("page conversation", post);
    }
    await pause(answer ? 150 : 300);
  }
}

export async function write(person, on, ledger) {
  for (let number = 0; !on.stopped; number += 1) {
    // In turn with everybody: one account alone may post fifty times in half an hour.
    const author = on.people[(on.people.indexOf(person) + number) % on.people.length];
    const text = `soak ${author.handle} ${number} ${Date.now()} by ${person.handle}`;
    if (await author.post(text)) ledger.posts.add(text);
    await pause(1500);
  }
}

export async function mark(person, on, ledger) {
  for (;;) {
    if (on.stopped) return;
    const post = pick(on.seen);
    if (post) {
      const wish = Math.random() < 0.8 ? "like" : "unlike";
      const key = `${person.handle} ${post}`;
      // Nobody else marks for this person, so the last acknowledged wish is the one that has to stand.
      ledger.likes.delete(key);
      if (await person.insist(wish, `/api/posts/${wish}`, { post_id: post })) ledger.likes.set(key, wish);
    }
    await pause(500);
  }
}

export async function upload(person, on, ledger) {
  const photo = readFileSync("docs/home.png");
  for (;;) {
    if (on.stopped) return;
    const body = new FormData();
    body.set("photo", new Blob([photo], { type: "image/png" }), "home.png");
    const answer = await person.ask("upload", "/media/upload", { body });
    if (answer?.status === 200) ledger.uploads += 1;
    await pause(answer ? 5000 : 500);
  }
}
