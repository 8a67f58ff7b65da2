/** Loaded before a program: its clock is set back by an hour now and then. */
const real = Date.now, OriginalDate = Date;
let calls = 0;
Date.now = () => real() - 3_600_000 * Math.floor(calls++ / 3);
globalThis.Date = new Proxy(OriginalDate, {
  construct: (target, args) => Reflect.construct(target, args.length ? args : [target.now()]),
});
