// A history of its own, for screens that stand inside another page: the browser's way back stays that page's.

export class Trail {
  /** `travel` is told of a place that was gone back to, as the browser would tell by `popstate`. */
  constructor(travel) {
    this.travel = travel;
    this.entries = [{ position: 0 }];
    this.at = 0;
  }

  get state() {
    return this.entries[this.at];
  }

  replaceState(state) {
    this.entries[this.at] = state;
  }

  pushState(state) {
    this.entries.splice(++this.at, Infinity, state);
  }

  go(steps) {
    this.at += steps;
    this.travel(this.state.position);
  }

  back() {
    this.go(-1);
  }
}
