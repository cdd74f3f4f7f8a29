"use strict";
exports.id = 147;
exports.ids = [147];
exports.modules = {

/***/ 2399:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bf: () => (/* binding */ faultOfRun),
/* harmony export */   Pk: () => (/* binding */ wordFault),
/* harmony export */   Ps: () => (/* binding */ asFault),
/* harmony export */   vC: () => (/* binding */ Fault)
/* harmony export */ });
/** The one error that users read. Everything else that is thrown is a mistake of ours. */
class Fault extends Error {
    code;
    what;
    why;
    fix;
    changed;
    lastLines;
    refused;
    constructor(facts) {
        super(facts.what, { cause: facts.cause });
        this.name = 'Fault';
        this.code = facts.code;
        this.what = clip(facts.what, 2_000);
        this.why = facts.why && clip(facts.why, 2_000);
        this.fix = facts.fix && clip(facts.fix, 8_000);
        this.changed = facts.changed ?? 'no';
        this.lastLines = (facts.lastLines ?? []).map((line) => clip(line, 500));
        this.refused = facts.refused ?? false;
    }
}
/** GitHub cuts an annotation at 64 kB and refuses a summary over 1 MiB, and what a program or a host says may be of any length. */
function clip(text, most) {
    return text.length <= most ? text : `${text.slice(0, most)} …`;
}
const CHANGED_WORDS = {
    no: 'the host was not changed',
    yes: 'the host was changed',
    unknown: 'whether the host was changed is not known',
};
/** Words a fault as plain lines: what, why, the program's own last lines, fix, and whether the host was changed. */
function wordFault(fault) {
    return [
        fault.what,
        ...(fault.why === undefined ? [] : [`why: ${fault.why}`]),
        ...fault.lastLines.map((line) => `  | ${line}`),
        ...(fault.fix === undefined
            ? []
            : fault.fix.split('\n').map((line, at) => (at === 0 ? `fix: ${line}` : `     ${line}`))),
        fault.code === 'rolled-back' ? 'the host is as it was before' : CHANGED_WORDS[fault.changed],
    ];
}
/** Anything thrown, as a fault: one of ours as it is, a bug of ours under its own code. */
function asFault(thrown, changed = 'unknown') {
    if (thrown instanceof Fault)
        return thrown;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new Fault({
        code: 'internal-error',
        what: `cassie-deploy itself failed: ${error.message}`,
        lastLines: (error.stack ?? '')
            .split('\n')
            .slice(1, 6)
            .map((line) => line.trim()),
        changed,
        cause: thrown,
    });
}
/** A child that a cancel ended looks like a failure of its own: the cancel is what happened. */
function faultOfRun(thrown, cancelled) {
    const fault = asFault(thrown);
    if (!cancelled.aborted || fault.changed !== 'no')
        return fault;
    return asFault(cancelled.reason);
}


/***/ }),

/***/ 4975:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Lq: () => (/* binding */ letBe),
/* harmony export */   Sm: () => (/* binding */ pruneValue),
/* harmony export */   pK: () => (/* binding */ putBack),
/* harmony export */   rA: () => (/* binding */ lookAndExtend),
/* harmony export */   sS: () => (/* binding */ commitHost)
/* harmony export */ });
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6855);
/* harmony import */ var _look_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9207);
/* harmony import */ var _over_ssh_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6921);



/**
 * The first login after a switch. Once the host is final it gives the guard `seconds` more for the verification; where all is as it was recorded there
 * is nothing left to guard, and it disarms. `keepOldDefault`: the closure could not be tested, so its activation made the new system boot already.
 */
async function lookAndExtend(host, question, guard, more, world, glance) {
    const errand = {
        texts: ['guard'],
        given: {
            guard: guard.id,
            seconds: String(more.seconds),
            keep_default: more.keepOldDefault ? 'yes' : 'no',
        },
        todo: 'once_final() { use "$guard"; after_switch; }',
        limit: 300,
    };
    return answerOf(await (0,_over_ssh_js__WEBPACK_IMPORTED_MODULE_1__/* .runErrand */ .OJ)(host, question, errand, world, glance));
}
/** Has the recorded system put back now, exactly, and looks once that has ended, or after `limit` seconds. A way back that is under way is not disturbed. */
async function putBack(host, question, guard, world, limit = 900) {
    const errand = {
        texts: ['guard'],
        given: { guard: guard.id, limit: String(limit) },
        todo: 'use "$guard"; fire "$limit"',
        limit,
    };
    return answerOf(await (0,_over_ssh_js__WEBPACK_IMPORTED_MODULE_1__/* .runErrand */ .OJ)(host, question, errand, world));
}
/** Leaves the host as it is: nothing will put it back any more. `keeps`: what runs was not verified, and is never to count as committed. */
async function letBe(host, question, guard, world, order) {
    const errand = {
        texts: ['guard', 'commit'],
        given: { guard: guard.id, known_failed: '', ...rememberedValues(order) },
        todo: `use "$guard"; ${order.keeps ? 'find_profile; note_uncommitted; ' : ''}! { is disarmed || disarm; } || { forget; remember_held; }`,
        limit: 10,
    };
    return answerOf(await (0,_over_ssh_js__WEBPACK_IMPORTED_MODULE_1__/* .runErrand */ .OJ)(host, question, errand, world));
}
/** The second login: compares, disarms and makes the new system boot, in one session; then looks. */
async function commitHost(host, question, guard, verified, world) {
    const errand = {
        texts: ['guard', 'commit'],
        given: { guard: guard.id, ...valuesOf(verified) },
        todo: 'once_final() { use "$guard"; commit; }',
        limit: 1_800,
    };
    const answer = answerOf(await (0,_over_ssh_js__WEBPACK_IMPORTED_MODULE_1__/* .runErrand */ .OJ)(host, question, errand, world));
    return { ...answer, end: endOf(answer) };
}
function valuesOf(verified) {
    const yes = (flag) => (flag ? 'yes' : 'no');
    return {
        machine: verified.machineId,
        boot_id: verified.bootId,
        want_system: verified.running,
        want_profile: verified.profile,
        known_failed: verified.knownFailed.join(' '),
        // a pattern of the shell, in which a backslash would mean another thing
        ignored: verified.ignoredUnits.join(' ').replaceAll('\\', '\\\\'),
        commit: yes(verified.commits),
        rollback: yes(verified.rollsBack),
        prune: pruneValue(verified.prune),
        ...rememberedValues(verified),
    };
}
/** As commit.sh takes it: `NUMBER=PATH …`. */
function pruneValue(generations) {
    return generations.map(({ generation, storePath }) => `${generation}=${storePath}`).join(' ');
}
function rememberedValues({ hold, release, owner }) {
    return { hold: hold.join(' '), release: release.join(' '), owner: (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_2__/* .plainText */ .d)(owner) };
}
function endOf({ said, state }) {
    const has = (word) => said.find((one) => one.word === word);
    if (has('committed'))
        return { kind: 'committed', guardWasDead: has('guard-was-dead') !== undefined };
    const differs = has('differs');
    if (differs !== undefined)
        return { kind: 'differs', why: differs.text };
    if (has('not-committed')) {
        const lines = said.filter(({ word }) => word === 'said').map(({ text }) => text);
        return { kind: 'not-committed', why: lines.join('\n') };
    }
    return state === undefined ? undefined : { kind: 'too-late' };
}
function answerOf({ look, said, }) {
    const [state, degraded] = said.findLast(({ word }) => word === 'guard')?.text.split(' ') ?? [];
    return {
        look,
        said,
        state: _look_js__WEBPACK_IMPORTED_MODULE_0__/* .GUARD_STATES */ .N8.find((known) => known === state),
        isDegraded: degraded === 'degraded',
    };
}


/***/ }),

/***/ 8171:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A7: () => (/* binding */ readOwner),
/* harmony export */   Kq: () => (/* binding */ wordOwner),
/* harmony export */   Ph: () => (/* binding */ wordWhatKeepsOut),
/* harmony export */   RU: () => (/* binding */ wordRollback),
/* harmony export */   _h: () => (/* binding */ wordLock),
/* harmony export */   d9: () => (/* binding */ wordFrozen),
/* harmony export */   kS: () => (/* binding */ wordOpenness)
/* harmony export */ });
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1968);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6855);
/* harmony import */ var _look_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9207);



/** What keeps deploys off a host, and that nothing else does, in lines for a reader. */
function wordLock(look) {
    const lines = wordWhatKeepsOut(look);
    return [
        ...(look.frozen === undefined ? ['not frozen'] : lines.slice(0, 1)),
        ...(look.lock.length === 0 ? ['nobody holds the deploy lock'] : []),
        ...(look.frozen === undefined ? lines : lines.slice(1)),
    ];
}
/** Whether a deploy would get to a host now, as a part of a sentence. */
function wordOpenness({ frozen, lock }) {
    if (frozen !== undefined)
        return 'is frozen';
    return lock.length === 0 ? 'is open to deploys' : 'is being deployed to';
}
/** What keeps deploys off a host; nothing on a host like any other. */
function wordWhatKeepsOut(look) {
    const { frozen, lock: owner, guard } = look;
    return [
        ...(frozen === undefined
            ? []
            : [`frozen${frozen.message === '' ? '' : `: ${frozen.message}`} (${wordFrozen(frozen)})`]),
        ...(owner.length === 0 ? [] : [`deploy lock: ${wordOwner(owner)}`]),
        ...(guard === undefined ? [] : [`guard ${guard.id}: ${guard.state ?? 'not known'}`]),
        ...heldSystems(look).map((path) => `rolled back from: ${(0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_1__/* .storePathName */ .y)(path)}`),
    ];
}
/** A profile is held together with the system in it: one of them is enough to be told. */
function heldSystems({ held, generations }) {
    const isTold = (path) => generations.some(({ storePath, toplevel }) => storePath === path && toplevel !== path && toplevel !== undefined && held.includes(toplevel));
    return held.filter((path) => !isTold(path));
}
function wordFrozen({ owner, url, since, until }) {
    return [
        `by ${owner}`,
        ...(url === '' ? [] : [`(${url})`]),
        ...(since === undefined ? [] : [`since ${wordTime(since)}`]),
        ...(until === undefined ? [] : [`until ${wordTime(until)}`]),
    ].join(' ');
}
/** Reads the `key=value` lines of a lock's owner. */
function readOwner(lines) {
    const value = (key) => {
        const line = lines.find((one) => one.startsWith(`${key}=`));
        return (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_2__/* .plainText */ .d)(line?.slice(key.length + 1) ?? '');
    };
    return {
        owner: value('owner') || 'not known by whom',
        url: value('url'),
        since: (0,_look_js__WEBPACK_IMPORTED_MODULE_0__/* .readTime */ .aQ)(value('since')),
    };
}
/** The same as a reader wants it. */
function wordOwner(lines) {
    const { owner, url, since } = readOwner(lines);
    return [
        owner,
        ...(url === '' ? [] : [`(${url})`]),
        ...(since === undefined ? [] : [`since ${wordTime(since)}`]),
    ].join(' ');
}
/** Who went back from a path, and when; undefined: nobody did. */
function wordRollback({ rollbacks }, path) {
    const rollback = rollbacks.findLast(({ from }) => from === path);
    if (rollback === undefined)
        return undefined;
    const { owner, at } = rollback;
    return [`by ${owner || 'somebody'}`, ...(at === undefined ? [] : [`at ${wordTime(at)}`])].join(' ');
}
function wordTime(seconds) {
    return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}


/***/ }),

/***/ 9207:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N8: () => (/* binding */ GUARD_STATES),
/* harmony export */   Os: () => (/* binding */ lookValues),
/* harmony export */   Wx: () => (/* binding */ isGuardStanding),
/* harmony export */   _1: () => (/* binding */ lookProgram),
/* harmony export */   aQ: () => (/* binding */ readTime),
/* harmony export */   sq: () => (/* binding */ readLook),
/* harmony export */   x6: () => (/* binding */ readGlance)
/* harmony export */ });
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1968);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6855);
/* harmony import */ var _programs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5037);



/** What the state of a guard is, by its file's name (guard.sh). */
const GUARD_STATES = [
    'armed',
    'disarmed',
    'firing',
    'back',
    'superseded',
    'stuck',
    'recorded',
];
/** The values of a question for look.sh; `mark` must be one that no host can guess. `handed`: a glance comes on standard input. */
function lookValues(question, mark, { handed = false, becomeRoot = '' } = {}) {
    const { path = '', user, name } = question.profile;
    return {
        mark,
        profile_path: path,
        profile_user: user,
        profile_name: name,
        watched: question.watched ?? '',
        patience: String(Math.ceil(question.patience)),
        handed: handed ? 'yes' : 'no',
        become_root: becomeRoot,
    };
}
/** The shell program that answers a question. */
function lookProgram(question, mark, ask = 'answer', manner = {}) {
    return (0,_programs_js__WEBPACK_IMPORTED_MODULE_0__/* .hostProgram */ .dW)(lookValues(question, mark, manner), ['system', 'look'], ask);
}
/** What a glance saw, to be handed to the look that follows it; empty when something moved. */
function readGlance(output, mark) {
    return new RegExp(`^${mark} glance (\\d+ .*)$`, 'm').exec(output)?.[1] ?? '';
}
/** Reads what stands between the marks; undefined when the answer is not whole. */
function readLook(output, mark) {
    const begin = output.indexOf(`\n${mark} begin\n`);
    const end = output.indexOf(`\n${mark} end`, begin + 1);
    if (begin < 0 || end < 0)
        return undefined;
    return lookFrom(output.slice(begin, end).split('\n').slice(2));
}
function lookFrom(lines) {
    const pairs = lines.map((line) => splitOnce((0,_plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .plainText */ .d)(line), ' '));
    const all = (key) => pairs.filter(([name]) => name === key).map(([, value]) => value);
    const one = (key) => all(key)[0] ?? '';
    const paths = pathsFrom(all);
    const path = (key) => (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStorePath */ .G)(paths(key)[0]);
    const profileLink = one('profile-link');
    return {
        final: one('final') === 'yes',
        uid: /^\d+$/.test(one('uid')) ? Number(one('uid')) : undefined,
        machineId: one('machine-id'),
        bootId: one('boot-id'),
        hostName: one('host-name'),
        isNixos: one('nixos') === 'yes',
        running: path('running'),
        runningRelease: {
            nixosVersion: one('running-version'),
            kernelVersion: one('running-kernel'),
            configurationRevision: one('running-revision'),
        },
        booted: path('booted'),
        runningSince: setAt(all, '/run/current-system'),
        profileLink,
        profile: path('profile'),
        profileToplevel: systemOf(paths('profile-version')[0]),
        profileGeneration: generationNumber(one('profile-generation')),
        profilesSince: setAt(all, profileLink.slice(0, profileLink.lastIndexOf('/'))),
        busy: one('busy') === 'yes',
        bootLoader: one('boot-loader') || undefined,
        bootDefault: (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStorePath */ .G)(one('boot-default')),
        failedUnits: one('units') === 'known' ? all('failed-unit').toSorted() : undefined,
        rebootRequired: path('booted') !== undefined && paths('booted-part').join() !== paths('running-part').join(),
        watchedToplevel: systemOf(paths('watched-version')[0]),
        generations: generationsFrom(all, generationNumber(one('profile-generation'))),
        held: rollbacksFrom(all('held')).map(({ from }) => from),
        rollbacks: rollbacksFrom(all('held')),
        guard: guardFrom(one('guard')),
        uncommitted: uncommittedFrom(one('uncommitted')),
        lock: all('lock'),
        frozen: frozenFrom(all('frozen')),
    };
}
/** `ID STATE alive|dead SECONDS [degraded]` */
function guardFrom(value) {
    const [id = '', state = '', life, seconds, degraded] = value.split(' ');
    if (id === '')
        return undefined;
    return {
        id,
        state: GUARD_STATES.find((known) => known === state),
        isAlive: life === 'alive',
        secondsLeft: Number(seconds) || 0,
        isDegraded: degraded === 'degraded',
    };
}
/** `PATH SECONDS OWNER` */
function rollbacksFrom(lines) {
    return lines.map((line) => {
        const [from, rest] = splitOnce(line, ' ');
        const [at, owner] = splitOnce(rest, ' ');
        return { from, at: readTime(at), owner };
    });
}
/** `key=value` lines; of a freeze whose time is over the host says nothing. */
function frozenFrom(lines) {
    if (lines.length === 0)
        return undefined;
    const values = new Map(lines.map((line) => splitOnce(line, '=')));
    const seconds = (key) => readTime(values.get(key));
    const text = (key) => values.get(key) ?? '';
    return {
        owner: text('owner'),
        url: text('url'),
        message: text('message'),
        since: seconds('since'),
        until: seconds('until'),
    };
}
/** `PROFILE UNIT …` */
function uncommittedFrom(value) {
    const [profile = '', ...units] = value.split(' ').filter((word) => word !== '');
    return profile === '' ? undefined : { profile, knownFailed: units };
}
/** Seconds since 1970, until the year 9999; what a host keeps may be anything. */
function readTime(text) {
    return /^\d{1,12}$/.test(text ?? '') && Number(text) > 0 && Number(text) < 253_402_300_800
        ? Number(text)
        : undefined;
}
/** The guard still decides what runs: a run is at work, or was cut off. */
function isGuardStanding({ guard }) {
    return guard?.state === 'armed' || guard?.state === 'firing';
}
/** Keys and paths come in the same order. */
function pathsFrom(all) {
    const paths = all('path');
    const named = all('path-key').map((key, at) => [key, paths[at] ?? '']);
    return (key) => named.filter(([name]) => name === key).map(([, path]) => path);
}
/** nixos-version is a plain file of the toplevel, so where it is, is the system. */
function systemOf(versionFile) {
    return (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStorePath */ .G)(/^(.*)\/nixos-version$/.exec(versionFile ?? '')?.[1]);
}
/** When a link or folder was last set, in seconds with all their digits. */
function setAt(all, name) {
    return (all('set-at')
        .map((value) => splitOnce(value, ' '))
        .find(([, path]) => path === name)?.[0] ?? '');
}
function generationsFrom(all, current) {
    const byLink = (key) => new Map(all(key).map((value) => splitOnce(value, ' ')));
    const [versions, kernels, specialisations] = ['version', 'kernel', 'specialisations'].map((key) => byLink(`generation-${key}`));
    const [storePaths, systems] = [all('generation-path'), all('generation-system')];
    const revisions = new Map(all('generation-revision').map(revisionOf));
    const generations = all('generation-date').map((value, at) => {
        const [date, link] = splitOnce(value, ' ');
        const [generation, storePath] = [generationNumber(link), (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStorePath */ .G)(storePaths[at])];
        if (generation === undefined || storePath === undefined || !/^\d{1,11}$/.test(date))
            return undefined;
        return {
            generation,
            storePath,
            toplevel: systemOf(systems[at]),
            date: Number(date),
            nixosVersion: versions?.get(link) ?? '',
            kernelVersion: kernels?.get(link) ?? '',
            configurationRevision: revisions.get(link) ?? '',
            specialisations: (specialisations?.get(link) ?? '').split(' ').filter((name) => name !== ''),
            current: generation === current,
        };
    });
    return generations.filter((one) => one !== undefined).toSorted((a, b) => b.generation - a.generation);
}
/** `LINK/sw/bin/nixos-version:"configurationRevision":"…"` → link and revision. */
function revisionOf(value) {
    const match = /^(.*)\/sw\/bin\/nixos-version:"configurationRevision":"([^"]*)"$/.exec(value);
    return [match?.[1] ?? '', match?.[2] ?? ''];
}
function generationNumber(link) {
    const match = /-(\d{1,9})-link$/.exec(link);
    return match?.[1] === undefined ? undefined : Number(match[1]);
}
function splitOnce(text, separator) {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}


/***/ }),

/***/ 6921:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E8: () => (/* binding */ logIn),
/* harmony export */   J0: () => (/* binding */ unlessRefused),
/* harmony export */   ML: () => (/* binding */ glanceAt),
/* harmony export */   OJ: () => (/* binding */ runErrand),
/* harmony export */   QZ: () => (/* binding */ rootNeeded),
/* harmony export */   Rj: () => (/* binding */ lookShared),
/* harmony export */   Tr: () => (/* binding */ rootShell),
/* harmony export */   Vj: () => (/* binding */ errandFault),
/* harmony export */   Wj: () => (/* binding */ lookFresh),
/* harmony export */   e0: () => (/* binding */ newMark),
/* harmony export */   v: () => (/* binding */ remoteShell)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2399);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(6855);
/* harmony import */ var _ssh_quote_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8926);
/* harmony import */ var _ssh_ssh_faults_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6820);
/* harmony import */ var _world_process_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3149);
/* harmony import */ var _look_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9207);
/* harmony import */ var _programs_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5037);









/** How often a connection that was cut before the login is tried again, and the first pause in milliseconds; each next one is twice as long. */
const RETRIES = 3;
const FIRST_PAUSE = 1_000;
async function logIn(host, question, world) {
    for (let left = RETRIES, delay = FIRST_PAUSE;; left--, delay *= 2) {
        const mark = newMark();
        const finished = await firstAnswer(host, (0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .lookProgram */ ._1)(question, mark, 'answer', host), mark, world);
        const look = (0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .readLook */ .sq)(finished.stdout, mark);
        if (look !== undefined)
            return { look, hostKeyFingerprint: shownHostKey(finished.stderr) };
        const fault = loginFault(host, finished);
        world.cancelled.throwIfAborted();
        if (fault.code !== 'connection-cut' || left === 0)
            throw fault;
        world.tell({ kind: 'line', from: 'us', text: `${fault.what}; trying again in ${delay / 1000} s` });
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_1__.setTimeout)(delay, undefined, { signal: world.cancelled }).catch(() => world.cancelled.throwIfAborted());
    }
}
/** The session that looks stays open as the one that is shared: one handshake serves both. */
async function firstAnswer({ client }, program, mark, world) {
    const held = (0,_world_process_js__WEBPACK_IMPORTED_MODULE_4__/* .startHeld */ .sf)(world.environment, {
        program: client.program,
        args: ['-o', 'LogLevel=DEBUG1', client.alias, remoteShell(`${program}\nexec cat >/dev/null`)],
        env: { ...client.sharing, CASSIE_SSH_MASTER: 'yes' },
    }, `${mark} end`);
    world.atEnd(held.close);
    world.cancelled.addEventListener('abort', held.close, { once: true });
    return held.answer;
}
/** A login of its own, nothing shared with an earlier one; a Fault when no whole answer came. */
async function lookFresh(host, question, world, glance) {
    const mark = newMark();
    const finished = await world.startUncut({
        program: host.client.program,
        args: [
            host.client.alias,
            remoteShell((0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .lookProgram */ ._1)(question, mark, 'answer', { ...host, handed: glance !== undefined })),
        ],
        env: host.client.env,
        timeout: (question.patience + 60) * 1000,
        ...(glance === undefined ? {} : { stdin: [glance.then((seen) => `${seen}\n`)] }),
    });
    return (0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .readLook */ .sq)(finished.stdout, mark) ?? loginFault(host, finished);
}
/** A login of its own that does something as root and looks, in one session: what it said, and what it saw. */
async function runErrand(host, question, errand, world, glance) {
    const mark = newMark();
    const given = { ...(0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .lookValues */ .Os)(question, mark, { handed: glance !== undefined }), ...errand.given };
    const program = (0,_programs_js__WEBPACK_IMPORTED_MODULE_6__/* .hostProgram */ .dW)(given, ['system', 'look', ...errand.texts], `${errand.todo}\nanswer`);
    const finished = await world.startUncut({
        program: host.client.program,
        args: [host.client.alias, rootShell(host, program)],
        env: host.client.env,
        timeout: (question.patience + errand.limit + 60) * 1000,
        stdin: [program, ...(glance === undefined ? [] : [glance.then((seen) => `${seen}\n`)])],
    });
    const said = (0,_programs_js__WEBPACK_IMPORTED_MODULE_6__/* .readSaid */ .ys)(finished.stdout, mark);
    return { look: (0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .readLook */ .sq)(finished.stdout, mark) ?? errandFault(host, finished), said };
}
/** A look at once over the shared connection, for what must be known before a switch. */
async function lookShared(host, question, world) {
    const mark = newMark();
    const finished = await world.start({
        program: host.client.program,
        args: [host.client.alias, remoteShell((0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .lookProgram */ ._1)(question, mark, 'answer', host))],
        env: host.client.sharing,
        timeout: 60_000,
    });
    return (0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .readLook */ .sq)(finished.stdout, mark) ?? loginFault(host, finished);
}
/** The first of the two looks that make a host final, over the shared connection while the fresh login is still on its way. */
async function glanceAt(host, question, world) {
    const mark = newMark();
    const finished = await world.startUncut({
        program: host.client.program,
        args: [host.client.alias, remoteShell((0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .lookProgram */ ._1)(question, mark, 'glance', host))],
        env: host.client.sharing,
        timeout: 10_000,
    });
    return (0,_look_js__WEBPACK_IMPORTED_MODULE_5__/* .readGlance */ .x6)(finished.stdout, mark);
}
/** ssh's debug line that repeats our whole program, over many lines. */
const SENT_COMMAND = /^debug1: Sending command: .*?^exec cat >\/dev\/null'\r?$/ms;
function loginFault(host, finished) {
    const said = finished.stderr
        .replace(SENT_COMMAND, '')
        .split('\n')
        .filter((line) => !/^debug\d: /.test(line))
        .join('\n');
    const known = (0,_ssh_ssh_faults_js__WEBPACK_IMPORTED_MODULE_3__/* .sshFault */ .T)(said, host.login);
    if (known !== undefined)
        return withShownKey(known, finished.stderr);
    if (finished.ended === 'timed-out') {
        return new _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC({
            code: 'host-silent',
            what: `${host.login.host} stopped answering in the middle of a login`,
            lastLines: (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_7__/* .lastLines */ .w)(said, 6),
            fix: 'look at its console, and at the way to it: such a host is frozen or out of memory, or the link swallows packets (VPN, MTU)',
        });
    }
    return new _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC({
        code: 'login-without-answer',
        what: `${host.login.host} let us in, but its answer was not whole`,
        lastLines: (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_7__/* .lastLines */ .w)(`${finished.stdout}\n${said}`, 6),
        fix: 'log in by hand as the same user and run `sh -c "echo ok"`: the login shell must run commands',
    });
}
function withShownKey(fault, stderr) {
    const shown = shownHostKey(stderr);
    if (shown === undefined || !fault.code.startsWith('host-key') || fault.what.includes(shown))
        return fault;
    return new _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC({ ...fault, what: `${fault.what}; it showed ${shown}`, lastLines: [] });
}
/** `debug1: Server host key: ssh-ed25519 SHA256:…`, the last one: with a jump host its own comes first. */
function shownHostKey(stderr) {
    return [...stderr.matchAll(/^debug1: Server host key: \S+ (SHA256:[A-Za-z0-9+/]{43})/gm)].at(-1)?.[1];
}
/** A session that was lost may have done its work; one that never became root did nothing. */
function unlessRefused(fault) {
    return fault.code === 'guard-no-right' ? fault : new _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC({ ...fault, changed: 'unknown' });
}
/** sudo's own words say more than ssh's, which only says that the session ended. */
function errandFault(host, finished) {
    const refused = finished.stderr
        .split('\n')
        .filter((line) => !line.includes('unable to resolve host')) // a warning, whatever comes then
        .find((line) => /^(?:sudo|doas)(?:-rs)?: |(?:sudo|doas).*not found/i.test(line));
    return refused === undefined ? loginFault(host, finished) : noRight(host, refused);
}
function noRight({ login, becomeRoot }, said) {
    return new _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC({
        code: 'guard-no-right',
        what: `${login.user} may not become root on ${login.host}, so no guard can be armed there`,
        why: (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_7__/* .plainText */ .d)(said).trim(),
        fix: [
            `let ${login.user} run ${becomeRoot.split(' ')[0]} without a password: security.sudo.extraRules = [ { users = [ "${login.user}" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ];`,
            "or set guard: off; then only deploy-rs's own rollback is left, which a cancelled job, a cut link or a power cut defeats",
        ].join('\n'),
        refused: true,
    });
}
/** The same, for what no setting can do without: `so` says what it is. */
function rootNeeded(thrown, { login }, so) {
    if (!(thrown instanceof _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC) || thrown.code !== 'guard-no-right')
        return thrown;
    return new _fault_js__WEBPACK_IMPORTED_MODULE_2__/* .Fault */ .vC({
        ...thrown,
        code: 'root-needed',
        what: `${login.user} may not become root on ${login.host}, so ${so}`,
        fix: thrown.fix?.split('\n')[0],
    });
}
/** As remoteShell, but as root, and the program comes on standard input: neither a process list nor sudo's journal shows it. `name`: what they do show. */
function rootShell({ becomeRoot }, program, name) {
    const read = `eval "$(head -c ${Buffer.byteLength(program)})"`;
    return remoteShell(`[ "$(id -u)" = 0 ] || exec ${becomeRoot} ${shell(read, name)}; ${read}`, name);
}
/** Whatever the login shell is, the program is read by a POSIX shell. */
function remoteShell(program, name) {
    return `exec ${shell(program, name)}`;
}
function shell(program, name) {
    return ['/bin/sh -c', ...[program, name].filter((word) => word !== undefined).map(_ssh_quote_js__WEBPACK_IMPORTED_MODULE_8__/* .shellWord */ .r)].join(' ');
}
function newMark() {
    return `cassie-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()}`;
}


/***/ }),

/***/ 5037:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EN: () => (/* binding */ hostText),
/* harmony export */   dW: () => (/* binding */ hostProgram),
/* harmony export */   ys: () => (/* binding */ readSaid)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _ssh_quote_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8926);


/** Values of the shell, then the texts one after another, then what is to be done with them. */
function hostProgram(given, texts, todo) {
    const values = Object.entries(given).map(([name, value]) => `${name}=${(0,_ssh_quote_js__WEBPACK_IMPORTED_MODULE_1__/* .shellWord */ .r)(value)}`);
    return [...values, ...texts.map(hostText), todo].join('\n');
}
function hostText(name) {
    return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(new URL(`./${name}.sh`, require("url").pathToFileURL(__filename).href), 'utf8');
}
function readSaid(output, mark) {
    return output.split('\n').flatMap((line) => {
        if (!line.startsWith(`${mark} `))
            return [];
        const [word = '', ...rest] = line.slice(mark.length + 1).split(' ');
        return [{ word, text: rest.join(' ').trimEnd() }];
    });
}


/***/ }),

/***/ 1968:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ parseStorePath),
/* harmony export */   y: () => (/* binding */ storePathName)
/* harmony export */ });
const STORE_PATH = /^\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[0-9A-Za-z+\-._?=]{1,211}$/;
/** The store path, or undefined when `text` is none. Source: Nix manual, "Store Path". */
function parseStorePath(text) {
    // a cast, because the check above it is what the brand stands for
    return text !== undefined && STORE_PATH.test(text) ? text : undefined;
}
/**
 * The name as people know a system, with the beginning of its hash: `nixos-system-web-25.11 (8sb9q32q)`. Two systems of one release
 * have the same name, so the name alone would not tell the new one from the old.
 */
function storePathName(path) {
    return path.replace(/^\/nix\/store\/([0-9a-z]{8})[0-9a-z]{24}-(.*)$/s, '$2 ($1)');
}


/***/ }),

/***/ 7903:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hc: () => (/* binding */ resultOfFault),
/* harmony export */   Ic: () => (/* binding */ nowOf),
/* harmony export */   Kg: () => (/* binding */ isGood),
/* harmony export */   Pr: () => (/* binding */ RESULTS),
/* harmony export */   _I: () => (/* binding */ holdsSystem),
/* harmony export */   hm: () => (/* binding */ worstOf),
/* harmony export */   iW: () => (/* binding */ activePath)
/* harmony export */ });
/** Best first; the worst of several nodes is the result of the run. docs/results.md says what each means. */
const RESULTS = [
    'unchanged',
    'deployed',
    'staged',
    'planned',
    'listed',
    'refused',
    'rolled-back',
    'failed',
    'unknown',
];
/** A profile that holds no NixOS system, such as one of a user, is not what the host runs. */
function holdsSystem({ profile, before, after }) {
    return profile === 'system' || (after ?? before)?.profileToplevel !== undefined;
}
/** What is known of the host after the run: where nothing was changed, the first look still holds. */
function nowOf({ before, after, changed }) {
    return after ?? (changed === 'no' ? before : undefined);
}
/** What of this profile is in force in a look: the running system, or for another profile the profile itself. */
function activePath(outcome, look) {
    return holdsSystem(outcome) ? look?.running : look?.profile;
}
function isGood(result) {
    return RESULTS.indexOf(result) < RESULTS.indexOf('refused');
}
/** An empty selection is a failure: a run that did nothing must not look like one that did. */
function worstOf(results) {
    const worst = Math.max(...results.map((result) => RESULTS.indexOf(result)));
    return RESULTS[worst] ?? 'failed';
}
/** What a fault makes of a node: nothing is known once the host may have changed and nobody could look. */
function resultOfFault(fault) {
    if (fault.refused && fault.changed === 'no')
        return 'refused';
    return fault.changed === 'unknown' ? 'unknown' : 'failed';
}


/***/ }),

/***/ 6855:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ plainText),
/* harmony export */   w: () => (/* binding */ lastLines)
/* harmony export */ });
/**
 * Text from a flake, Nix, a host or a commit is hostile: what is returned here holds no escape sequence, no other control
 * character and none of the invisible characters that reorder a line (Trojan Source), so that no terminal acts on it.
 */
function plainText(text) {
    return text
        .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '') // CSI: colours, cursor
        .replace(/\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '') // OSC and the other strings: titles, links
        .replace(/\u001b[ -/]*[0-~]?/g, '')
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '');
}
/** The last `count` lines of a program's output that say something, plain. */
function lastLines(output, count = 12) {
    return output
        .split(/\r?\n|\r/)
        .map((line) => plainText(line).trimEnd())
        .filter((line) => line !== '')
        .slice(-count);
}


/***/ }),

/***/ 999:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E0: () => (/* binding */ generationLines),
/* harmony export */   YP: () => (/* binding */ standingOf),
/* harmony export */   fH: () => (/* binding */ generationTable),
/* harmony export */   kh: () => (/* binding */ generationNotes)
/* harmony export */ });
/* harmony import */ var _host_lock_words_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8171);
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1968);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6329);



function standingOf({ storePath, toplevel, current }, look) {
    const isItsSystem = (path) => path !== undefined && path === toplevel;
    return {
        running: isItsSystem(look.running),
        current,
        bootDefault: isItsSystem(look.bootDefault),
        booted: isItsSystem(look.booted),
        held: look.held.some((path) => path === storePath || path === toplevel),
    };
}
function wordStanding(generation, look) {
    const { running, current, bootDefault, booted, held } = standingOf(generation, look);
    const words = { running, current, 'boot default': bootDefault, booted, held };
    return Object.entries(words)
        .flatMap(([word, isSo]) => (isSo ? [word] : []))
        .join(', ');
}
/** Numbers are used again by Nix after a rollback, so each stands with its path. */
const COLUMNS = [
    ours('generation', ({ generation }) => String(generation)),
    ours('is', wordStanding),
    ours('made (UTC)', ({ date }) => new Date(date * 1000).toISOString().slice(0, 16).replace('T', ' ')),
    foreign('NixOS', ({ nixosVersion }) => nixosVersion),
    foreign('kernel', ({ kernelVersion }) => kernelVersion),
    foreign('revision', ({ configurationRevision }) => shortRevision(configurationRevision)),
    foreign('specialisations', ({ specialisations }) => specialisations.join(', ')),
    foreign('store path', ({ storePath }) => storePath),
];
function ours(title, cell) {
    return { title, cell, foreign: false };
}
function foreign(title, cell) {
    return { title, cell, foreign: true };
}
/** A commit's hash is shortened as git does it; anything else somebody wrote to be read. */
function shortRevision(revision) {
    return revision.replace(/^([0-9a-f]{12})[0-9a-f]{28}(?:[0-9a-f]{24})?(?=$|-)/, '$1');
}
/** The newest, and those that mean something now however old they are. */
function shownOf(look, most) {
    return look.generations.filter((one, at) => at < most || wordStanding(one, look) !== '');
}
/** Without columns that say nothing of this host. */
function columnsOf(shown, look) {
    return COLUMNS.filter(({ cell }) => shown.some((one) => cell(one, look) !== ''));
}
/** Newest first, as Markdown. */
function generationTable(look, most) {
    const shown = shownOf(look, most);
    const columns = columnsOf(shown, look);
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const rows = shown.map((one) => columns.map((column) => {
        const text = column.cell(one, look);
        return column.foreign && text !== '' ? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(text) : text;
    }));
    const head = [line(columns.map(({ title }) => title)), `|${columns.map(() => '---|').join('')}`];
    return [[...head, ...rows.map(line)].join('\n'), ...leftOut(look, shown)].join('\n\n');
}
/** Newest first, as plain lines in columns. */
function generationLines(look, most) {
    const shown = shownOf(look, most);
    const columns = columnsOf(shown, look).map(({ title, cell }) => {
        const cells = [title, ...shown.map((one) => cell(one, look))];
        const width = Math.max(...cells.map(({ length }) => length));
        return cells.map((text) => text.padEnd(width));
    });
    const lines = [0, ...shown.map((_, at) => at + 1)].map((at) => columns.map((cells) => cells[at]).join('  '));
    return [...lines.map((line) => line.trimEnd()), ...leftOut(look, shown)];
}
function leftOut({ generations }, { length }) {
    const left = generations.length - length;
    return left === 0
        ? []
        : [`${left} older not shown: the report has all, a file named by the output report-file`];
}
/** What the table can't show: a system that runs, boots next or was booted, and is no generation's own. */
function generationNotes(look) {
    const { generations, running, bootDefault, booted, rebootRequired } = look;
    if (generations.length === 0)
        return ['the profile has no generation'];
    if (generations.every(({ toplevel }) => toplevel === undefined))
        return [];
    const systems = { 'running system': running, 'boot default': bootDefault, 'booted system': booted };
    const strays = Object.entries(systems).flatMap(([what, path]) => {
        if (path === undefined)
            return [`the ${what} is not known`];
        const isThere = generations.some(({ toplevel }) => toplevel === path);
        return isThere ? [] : [`the ${what} is no generation's own: ${(0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_2__/* .storePathName */ .y)(path)}`];
    });
    const inTable = (path) => generations.some(({ storePath, toplevel }) => path === storePath || path === toplevel);
    const rest = { ...look, held: look.held.filter((path) => !inTable(path)) };
    return [...strays, ...(rebootRequired ? [REBOOT] : []), ...(0,_host_lock_words_js__WEBPACK_IMPORTED_MODULE_0__/* .wordWhatKeepsOut */ .Ph)(rest)];
}
const REBOOT = 'reboot required: the running system has another kernel, initrd or kernel modules than the booted one';


/***/ }),

/***/ 3232:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ harmless)
/* harmony export */ });
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6855);

/**
 * A line the runner can't read as a command: `::…` acts only at the start of a line, `##[…]` anywhere in it
 * (actions/runner, ActionCommand.cs). What others said always stands behind a bar. A name from a flake may hold lines of its own.
 */
function harmless(text, from) {
    const lines = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_0__/* .plainText */ .d)(text).replaceAll('##[', '# #[').split('\n');
    return lines.map((line) => harmlessLine(line, from)).join('\n');
}
function harmlessLine(line, from) {
    if (from === 'host')
        return `  host | ${line}`;
    if (from === 'program')
        return `  | ${line}`;
    return line.trimStart().startsWith('::') ? `| ${line}` : line;
}


/***/ }),

/***/ 6329:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   om: () => (/* binding */ block),
/* harmony export */   pj: () => (/* binding */ plain)
/* harmony export */ });
/** Text that is shown as it is, whatever it holds: no markup, no HTML, no mention (GitHub makes none inside code). */
function code(text) {
    return `<code>${entities(text.replace(/\s+/g, ' '))}</code>`;
}
/** GitHub looks for mentions after it has read the entities, so an empty comment keeps the sign from its name. */
function plain(text) {
    return entities(text.replace(/\s+/g, ' ')).replaceAll('&#64;', '&#64;<!-- -->');
}
/** A block of program output. */
function block(lines) {
    return `<pre>${lines.map((line) => entities(line)).join('\n')}</pre>`;
}
/** Each character that Markdown or HTML could read, and those that make a link on GitHub (@, #, `www.`), as a numeric entity. */
function entities(text) {
    return text.replace(/[&<>"'`*_~[\]\\|@#!$:]|^[-+=\d]|(?<=www)\./gim, (character) => `&#${character.codePointAt(0)};`);
}


/***/ }),

/***/ 1798:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ summaryOf),
/* harmony export */   y: () => (/* binding */ postSummaryOf)
/* harmony export */ });
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2399);
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1968);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7903);
/* harmony import */ var _generation_table_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(999);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6329);
/* harmony import */ var _words_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6931);






const SIGNS = {
    unchanged: '✅',
    deployed: '✅',
    staged: '✅',
    planned: '📋',
    listed: '📋',
    refused: '⛔',
    'rolled-back': '↩️',
    failed: '❌',
    unknown: '❓',
};
/** Bytes: GitHub refuses a summary over 1 MiB whole, and the post step may add to it. */
const MOST = 900_000;
/** The job summary: first what became of it, then what runs, then the details one click away; of very many nodes the first alone. */
function summaryOf(outcome) {
    const whole = textOf(outcome);
    if (Buffer.byteLength(whole) <= MOST)
        return whole;
    const nodes = outcome.nodes.map((node) => ({ ...node, before: undefined, after: undefined }));
    const short = textOf({ ...outcome, nodes });
    const cut = Buffer.from(short).subarray(0, MOST).toString();
    return `${cut.slice(0, cut.lastIndexOf('\n\n'))}\n\nThe rest is too long for a summary: it is in the report, a file named by the output report-file.\n\n`;
}
function textOf(outcome) {
    const { nodes, fault, planDigest, result, duration } = outcome;
    const heading = `${SIGNS[result]} ${titleOf(outcome)}`;
    return [
        `### ${heading}`,
        ...(fault === undefined ? [] : [faultText(fault, nodes.length === 0)]),
        ...nodes.map((node) => nodeText(node, nodes.length > 1)),
        `<sub>cassie-deploy · ${result} · ${(0,_words_js__WEBPACK_IMPORTED_MODULE_2__/* .wordDuration */ .ZI)(duration)}${planDigest === undefined ? '' : ` · plan ${planDigest}`}</sub>`,
        '',
    ].join('\n\n');
}
function titleOf({ nodes, fault, result }) {
    const [only, ...others] = nodes;
    if (only !== undefined && others.length === 0)
        return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj)((0,_words_js__WEBPACK_IMPORTED_MODULE_2__/* .wordNode */ .bf)(only));
    if (only === undefined)
        return fault === undefined ? result : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj)(fault.what);
    return `${nodes.length} profiles: ${countResults(nodes)}`;
}
/** `1 rolled-back, 2 deployed`: the worst first, as it is what a reader must see. */
function countResults(nodes) {
    const byResult = Map.groupBy(nodes, ({ result }) => result);
    return _outcome_js__WEBPACK_IMPORTED_MODULE_4__/* .RESULTS */ .Pr.toReversed()
        .flatMap((result) => (byResult.has(result) ? [`${byResult.get(result)?.length} ${result}`] : []))
        .join(', ');
}
function nodeText(outcome, titled) {
    const { aim, before, after, fault, result, wanted, notes } = outcome;
    const parts = titled ? [`#### ${SIGNS[result]} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj)((0,_words_js__WEBPACK_IMPORTED_MODULE_2__/* .wordNode */ .bf)(outcome))}`] : [];
    if (fault !== undefined)
        parts.push(faultText(fault, false));
    if (result === 'planned' && wanted !== undefined)
        parts.push(`would activate ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(wanted)}`);
    if (notes.length > 0)
        parts.push(notes.map(_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj).join('<br>'));
    if (aim === 'list generations')
        return [...parts, ...listing((0,_outcome_js__WEBPACK_IMPORTED_MODULE_4__/* .nowOf */ .Ic)(outcome))].join('\n\n');
    if (aim === 'look after the lock')
        return parts.join('\n\n');
    if (before !== undefined)
        parts.push(lookTable((0,_outcome_js__WEBPACK_IMPORTED_MODULE_4__/* .holdsSystem */ ._I)(outcome), before, (0,_outcome_js__WEBPACK_IMPORTED_MODULE_4__/* .nowOf */ .Ic)(outcome)));
    if (after !== undefined && after.generations.length > 0)
        parts.push(foldedGenerations(after));
    return parts.join('\n\n');
}
/** `isTitled`: what happened stands above already, as the title. */
function faultText(fault, isTitled) {
    const [what = '', ...rest] = (0,_fault_js__WEBPACK_IMPORTED_MODULE_0__/* .wordFault */ .Pk)(fault).filter((line) => !line.startsWith('  | '));
    const lines = [...(isTitled ? [] : [`**${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj)(what)}**`]), ...rest.map(_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj)].join('<br>');
    return fault.lastLines.length === 0
        ? lines
        : `${lines}\n\n<details><summary>last lines</summary>\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .block */ .om)(fault.lastLines)}\n\n</details>`;
}
function lookTable(isSystem, before, after) {
    const rows = [
        ...(isSystem
            ? [
                row('running system', name(before.running), after && name(after.running)),
                row('boot default', name(before.bootDefault), after && name(after.bootDefault)),
            ]
            : [row('profile', name(before.profile), after && name(after.profile))]),
        row('generation', before.profileGeneration, after?.profileGeneration),
        row('failed units', units(before), after && units(after)),
        row('reboot required', before.rebootRequired ? 'yes' : 'no', after && (after.rebootRequired ? 'yes' : 'no')),
    ];
    return ['| | before | after |', '|---|---|---|', ...rows].join('\n');
}
function row(title, before, after) {
    const cell = (value) => value === undefined ? 'not known' : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(String(value));
    return `| ${title} | ${cell(before)} | ${cell(after)} |`;
}
function name(path) {
    return path === undefined ? undefined : (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_5__/* .storePathName */ .y)(path);
}
function units(look) {
    if (look.failedUnits === undefined)
        return undefined;
    return look.failedUnits.length === 0 ? 'none' : look.failedUnits.join(', ');
}
function foldedGenerations(look) {
    return `<details><summary>generations</summary>\n\n${(0,_generation_table_js__WEBPACK_IMPORTED_MODULE_1__/* .generationTable */ .fH)(look, 10)}\n\n</details>`;
}
/** What somebody asked for is not folded. */
function listing(look) {
    if (look === undefined)
        return [];
    const table = look.generations.length === 0 ? [] : [(0,_generation_table_js__WEBPACK_IMPORTED_MODULE_1__/* .generationTable */ .fH)(look, 100)];
    const notes = (0,_generation_table_js__WEBPACK_IMPORTED_MODULE_1__/* .generationNotes */ .kh)(look).map(_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj);
    return [...table, ...(notes.length === 0 ? [] : [notes.join('<br>')])];
}
/** What the post step adds after a run that was cut off. */
function postSummaryOf(node, lines, result) {
    const sign = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_4__/* .isGood */ .Kg)(result) ? '✅' : SIGNS[result];
    return `### ${sign} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj)(node)}, seen after the run was cut off\n\n${lines.map(_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .plain */ .pj).join('<br>')}\n\n`;
}


/***/ }),

/***/ 6931:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZI: () => (/* binding */ wordDuration),
/* harmony export */   bf: () => (/* binding */ wordNode),
/* harmony export */   d9: () => (/* binding */ wordOutcome)
/* harmony export */ });
/* harmony import */ var _host_lock_words_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8171);
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1968);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7903);
/* harmony import */ var _generation_table_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(999);




/** `1.2 s`, `2 min 5 s`. */
function wordDuration(milliseconds) {
    if (milliseconds < 60_000)
        return `${(milliseconds / 1000).toFixed(1)} s`;
    const seconds = Math.round(milliseconds / 1000);
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
const SENTENCES = {
    unchanged: 'runs the wanted system already; nothing was done',
    deployed: 'runs the new system',
    staged: 'boots the new system next; it still runs the old one',
    planned: 'would be deployed',
    listed: 'runs now',
    refused: 'was not touched',
    'rolled-back': 'runs the old system again',
    failed: 'was not deployed as wanted',
    unknown: 'may have changed, and how it ends was not seen',
};
/** For a profile that holds no system; for the rest the sentences above fit. */
const PROFILE_SENTENCES = {
    unchanged: 'is on the wanted generation already; nothing was done',
    deployed: 'is on the new generation',
    staged: 'is on the new generation, which was not activated',
    listed: 'is now on',
    'rolled-back': 'is on the old generation again',
};
/** For a rollback that somebody asked for. */
const ROLLBACK_SENTENCES = {
    unchanged: 'is there already; nothing was done',
    deployed: 'was rolled back to',
    staged: 'is rolled back with its next boot; until then it runs',
    'rolled-back': 'could not be rolled back, and runs again what it ran before',
    failed: 'was not rolled back as wanted',
};
/** Rows of a table in the log: more is a click away, in the report. */
const MOST_LINES = 40;
/** What the log says of one profile in the end: a line, and below it what was asked for. */
function wordOutcome(outcome) {
    const look = outcome.aim === 'list generations' ? (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .nowOf */ .Ic)(outcome) : undefined;
    const table = look === undefined || look.generations.length === 0 ? [] : (0,_generation_table_js__WEBPACK_IMPORTED_MODULE_1__/* .generationLines */ .E0)(look, MOST_LINES);
    const below = [...outcome.notes, ...table, ...(look === undefined ? [] : (0,_generation_table_js__WEBPACK_IMPORTED_MODULE_1__/* .generationNotes */ .kh)(look))];
    return [wordNode(outcome), ...below.map((line) => `  ${line}`)];
}
/** One line about one profile: who, what became of it, what runs. */
function wordNode(outcome) {
    const { result, wanted } = outcome;
    const isSeen = result !== 'unknown' && (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .nowOf */ .Ic)(outcome) !== undefined;
    const sentence = sentenceOf(outcome);
    const runs = isSeen ? `${sentence.endsWith(' to') ? '' : ':'} ${wordActive(outcome)}` : '';
    const would = result === 'planned' && wanted !== undefined ? `: ${(0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_3__/* .storePathName */ .y)(wanted)}` : '';
    return `${nameOf(outcome)} ${sentence}${runs}${would}${wordFailedUnits(outcome)}`;
}
/** A host that only an input names is called by its address alone. */
function nameOf({ node, profile, host }) {
    if (profile === 'system' && host?.endsWith(`@${node}`))
        return host;
    return `${node}${profile === 'system' ? '' : `.${profile}`}${host === undefined ? '' : ` (${host})`}`;
}
function sentenceOf(outcome) {
    const { aim, result, changed } = outcome;
    if (result === 'failed' && changed === 'no')
        return wordNotDone(outcome);
    if (aim === 'list generations' && result === 'failed')
        return 'was not left as wanted';
    const now = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .nowOf */ .Ic)(outcome);
    if (aim === 'look after the lock' && result === 'listed' && now !== undefined)
        return `${(0,_host_lock_words_js__WEBPACK_IMPORTED_MODULE_0__/* .wordOpenness */ .kS)(now)}, and runs`;
    const ofAim = aim === 'roll back' ? ROLLBACK_SENTENCES[result] : undefined;
    const ofProfile = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .holdsSystem */ ._I)(outcome) ? undefined : PROFILE_SENTENCES[result];
    return ofAim ?? ofProfile ?? SENTENCES[result];
}
/** Where nothing was to be activated, the run was about the host alone. */
function wordNotDone({ aim, wanted, before }) {
    if (aim === 'roll back' && before !== undefined)
        return 'was not rolled back and is as it was before';
    if (wanted !== undefined)
        return 'was not deployed and is as it was before';
    return before === undefined ? 'could not be looked at' : 'is as it was before';
}
/** A host that is as wanted need not be well: what has failed there for longer is said, and decides nothing. */
function wordFailedUnits(outcome) {
    const failed = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .nowOf */ .Ic)(outcome)?.failedUnits ?? [];
    return (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .isGood */ .Kg)(outcome.result) && failed.length > 0 ? `; units in a failed state: ${failed.join(', ')}` : '';
}
/** The generation is told only where it is what runs: after a failed rollback the profile may stand elsewhere. */
function wordActive(outcome) {
    const now = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .nowOf */ .Ic)(outcome);
    const path = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .activePath */ .iW)(outcome, now);
    if (path === undefined)
        return (0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .holdsSystem */ ._I)(outcome) ? 'running system not known' : 'no generation';
    const isCurrent = !(0,_outcome_js__WEBPACK_IMPORTED_MODULE_2__/* .holdsSystem */ ._I)(outcome) || now?.profileToplevel === path;
    const generation = isCurrent && now?.profileGeneration !== undefined ? `generation ${now.profileGeneration}, ` : '';
    return `${generation}${(0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_3__/* .storePathName */ .y)(path)}`;
}


/***/ }),

/***/ 8926:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ shellWord)
/* harmony export */ });
/** One word for a POSIX shell, whatever it holds; zsh and fish read it the same: neither a quote nor a backslash stands within quotes. */
function shellWord(text) {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/['\\]/g, (sign) => `'\\${sign}'`)}'`;
}


/***/ }),

/***/ 6820:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ sshFault)
/* harmony export */ });
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2399);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6855);


/** Order matters: ssh ends most failures with a general line, so the exact ones come first. */
const PATTERNS = [
    {
        seen: /Certificate invalid: (.*)/,
        words: ({ host }, match) => ({
            code: 'host-key-certificate-invalid',
            what: `the host certificate of ${host} is not valid: ${match[1]}; our key was not offered`,
            fix: `sign the host's key again, for this name: ssh-keygen -s AUTHORITY -I ${host} -h -n ${host} ssh_host_ed25519_key.pub`,
            refused: true,
        }),
    },
    {
        seen: /REMOTE HOST IDENTIFICATION HAS CHANGED(?:[\s\S]*?key sent by the remote host is\s+(SHA256:[A-Za-z0-9+/]{43}))?/,
        words: ({ host }, match) => ({
            code: 'host-key-changed',
            what: `${host} shows another host key than the pinned one${match[1] === undefined ? '' : `, ${match[1]}`}; our key was not offered`,
            why: 'the host was reinstalled, another machine answers at its address, or someone is in between',
            fix: 'look at the key on the host itself (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`), then replace the pin',
            refused: true,
        }),
    },
    {
        seen: /No \S+ host key is known for (\S+)|Host key verification failed/,
        words: ({ host }, [, name = host]) => ({
            code: 'host-key-unknown',
            what: `the host key of ${name} is not among the pinned ones; our key was not offered to it`,
            fix: `put the line \`${name} TYPE KEY\` into ssh-known-hosts, with TYPE and KEY from /etc/ssh/ssh_host_ed25519_key.pub on the host`,
            refused: true,
        }),
    },
    {
        seen: /incorrect passphrase|bad passphrase/i,
        words: () => ({
            code: 'key-passphrase-wrong',
            what: 'the passphrase does not open the key',
            fix: 'correct ssh-key-passphrase',
        }),
    },
    {
        seen: /Could not resolve hostname/,
        isOfTheWay: true,
        words: ({ host }) => ({
            code: 'host-name-unknown',
            what: `the name ${host} cannot be resolved`,
            fix: 'check ssh-host (or hostname in the flake); a private name (.ts.net, .local, .internal) needs its VPN to be up in an earlier step',
        }),
    },
    {
        seen: /Connection refused/,
        isOfTheWay: true,
        words: ({ host, port }) => ({
            code: 'connection-refused',
            what: `${host} is up, but nothing listens on port ${port}`,
            fix: 'check ssh-port, and that sshd runs on the host',
        }),
    },
    {
        seen: /timed out during banner exchange/,
        isOfTheWay: true,
        words: ({ host }) => ({
            code: 'host-silent',
            what: `${host} accepts connections but its sshd says nothing`,
            fix: 'look at its console: usually such a host is out of memory or disk, or frozen',
        }),
    },
    {
        seen: /Connection timed out|No route to host|Network is unreachable|Operation timed out/,
        isOfTheWay: true,
        words: ({ host, port }, match) => ({
            code: 'host-unreachable',
            what: `${host} port ${port} cannot be reached (${match[0].toLowerCase()})`,
            fix: 'check that the host is up and lets this runner in; hosted runners have no fixed address and no IPv6: use a VPN, a jump host or a self-hosted runner',
        }),
    },
    {
        seen: /Too many authentication failures/,
        words: () => ({
            code: 'too-many-keys',
            what: 'the host hung up because too many keys were offered',
            fix: 'pass the one key as ssh-private-key instead of an agent with many',
        }),
    },
    {
        seen: /Permission denied \(/,
        words: ({ user, host, keyFingerprint, publicLine, agent }) => ({
            code: 'login-refused',
            what: `${host} refused the login of ${user} ${offeredWords(keyFingerprint, agent)}`,
            why: 'the user does not exist there, may not log in, or does not list this key: sshd gives all three the same answer',
            fix: publicLine === undefined
                ? 'set ssh-private-key to a key that the host knows (on a pull request from a fork, secrets are empty)'
                : `correct ssh-user, or add to the host's configuration: users.users.${user}.openssh.authorizedKeys.keys = [ "${publicLine}" ];`,
        }),
    },
    {
        seen: /stdio forwarding failed|administratively prohibited/,
        words: ({ host, port, jump }) => ({
            code: 'jump-cannot-forward',
            what: `the jump host${jump === undefined ? '' : ` ${jump.host}`} let us in, but could not connect to ${host} port ${port}`,
            why: 'the host is down or nothing listens there, its name means nothing to the jump host, or the jump host forwards no TCP (AllowTcpForwarding, PermitOpen)',
            fix: 'log in to the jump host and try from there: `ssh-keyscan -p PORT HOST` shows whether anything answers',
        }),
    },
    {
        seen: /kex_exchange_identification|Connection reset by|Connection closed by|Not allowed at this time/,
        words: ({ host }) => ({
            code: 'connection-cut',
            what: `${host} cut the connection before a login`,
            why: 'MaxStartups, fail2ban or PerSourcePenalties of sshd, or the port is not SSH',
            fix: 'wait and try again; if it persists, look at the journal of sshd on the host',
        }),
    },
    {
        seen: /Bad configuration option|terminating, \d+ bad configuration options/,
        words: () => ({
            code: 'ssh-config-wrong',
            what: 'ssh does not understand its configuration',
            fix: 'correct ssh-config (the line above names the option)',
        }),
    },
];
function offeredWords(fingerprint, agent) {
    if (fingerprint !== undefined)
        return `with the key ${fingerprint}`;
    return agent
        ? 'with the keys that the agent holds'
        : 'without a key: ssh-private-key is empty, and no agent is there';
}
/** What a ProxyCommand, or hops that are left to ssh, said of their own target is no word about the host. */
const PROXY_FAILED = {
    code: 'proxy-failed',
    what: 'the proxy command or jump host ended before the host was reached',
    fix: 'read its own line above; a program of ProxyCommand must be installed in an earlier step',
};
/** Why a login failed, told from what ssh printed; undefined when its text holds no line of ssh's own that we know. */
function sshFault(stderr, facts, changed = 'no') {
    const failedJump = facts.jump !== undefined && endedAtJump(stderr) ? facts.jump : undefined;
    const lines = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .lastLines */ .w)(stderr, 6);
    for (const { seen, words, isOfTheWay } of PATTERNS) {
        const match = seen.exec(stderr);
        if (match === null)
            continue;
        if (isOfTheWay && facts.jump === undefined && endedAtJump(stderr))
            break;
        const said = words({ ...facts, ...failedJump }, match);
        const what = failedJump === undefined ? said : ofJump(said);
        return new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({ ...what, lastLines: lines, changed });
    }
    return endedAtJump(stderr) ? new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({ ...PROXY_FAILED, lastLines: lines, changed }) : undefined;
}
/** ssh ends so when the program in between ended; a jump host that let us in and found no host behind it says which. */
function endedAtJump(stderr) {
    return /UNKNOWN port 65535/.test(stderr) && !/open failed|stdio forwarding failed/.test(stderr);
}
function ofJump(words) {
    return {
        ...words,
        code: `jump-${words.code}`,
        what: `the jump host: ${words.what}`,
        fix: words.fix
            ?.replaceAll(/\bssh-(?=host|known-hosts)/g, 'ssh-jump-')
            .replaceAll(/\bssh-(port|user)/g, 'the $1 in ssh-jump-host'),
    };
}


/***/ }),

/***/ 389:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ childEnvironment)
/* harmony export */ });
const KEPT = new Set([
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'LANG',
    'TZ',
    'TMPDIR',
    'TERM',
    'NO_COLOR',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'FTP_PROXY',
    'SSL_CERT_FILE',
    'NIX_SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'CURL_CA_BUNDLE',
    'GIT_SSL_CAINFO',
    'SSL_CERT_DIR',
]);
const KEPT_BEGINNINGS = ['LC_', 'XDG_', 'NIX_'];
/** Ours to set, whatever the runner says. */
const OURS = new Set(['NIX_SSHOPTS', 'NIX_CONFIG', 'NIX_USER_CONF_FILES']);
/**
 * The environment children get: an allow-list, so that no input, token or key of the runner reaches a program that we start.
 * `agent` also lets SSH_AUTH_SOCK through, for when the agent holds the key.
 */
function childEnvironment(environment, { agent }) {
    const kept = {};
    for (const [name, value] of Object.entries(environment)) {
        if (value !== undefined && (isKept(name) || (agent && name === 'SSH_AUTH_SOCK')))
            kept[name] = value;
    }
    return kept;
}
function isKept(name) {
    if (OURS.has(name))
        return false;
    return (KEPT.has(name) ||
        /^(https?|all|no|ftp)_proxy$/.test(name) ||
        KEPT_BEGINNINGS.some((start) => name.startsWith(start)));
}


/***/ }),

/***/ 3853:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ makeWorld),
/* harmony export */   YW: () => (/* binding */ interruption),
/* harmony export */   rj: () => (/* binding */ steadyNow)
/* harmony export */ });
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2399);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(389);
/* harmony import */ var _private_folder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1812);
/* harmony import */ var _process_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3149);




function makeWorld(settings) {
    const { interrupted, tell, remember, owner, memoryFolder, githubHost } = settings;
    const folder = (0,_private_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .makePrivateFolder */ .I2)(settings.parent);
    const environment = (0,_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .childEnvironment */ .Q)(settings.environment, { agent: settings.agent });
    const cancelled = AbortSignal.any([interrupted, deadline(settings.timeout)]);
    const closers = [];
    const world = {
        environment,
        ownNix: {
            config: settings.environment['NIX_CONFIG'] ?? '',
            userConfFiles: settings.environment['NIX_USER_CONF_FILES'] ?? '',
        },
        start: (0,_process_js__WEBPACK_IMPORTED_MODULE_3__/* .processStarter */ .DJ)(environment, cancelled),
        startUncut: (0,_process_js__WEBPACK_IMPORTED_MODULE_3__/* .processStarter */ .DJ)(environment, interrupted),
        folder,
        cancelled,
        interrupted,
        atEnd: (close) => closers.push(close),
        tell,
        now: steadyNow,
        remember,
        owner,
        memoryFolder,
        githubHost,
    };
    const end = (keep) => {
        for (const close of closers)
            close();
        if (!keep.folder)
            (0,_private_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .removePrivateFolder */ .Yv)(folder);
    };
    return { world, end };
}
/** A clock that is set in the middle of a run (NTP, a runner's virtual machine that slept) moves no limit of ours. */
function steadyNow() {
    return performance.timeOrigin + performance.now();
}
function deadline(milliseconds) {
    const controller = new AbortController();
    const fault = new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({
        code: 'timed-out',
        what: `the run took longer than timeout allows (${Math.round(milliseconds / 1000)} s) and was ended before any switch began`,
        fix: 'raise timeout, or make the build faster with a binary cache',
    });
    setTimeout(() => controller.abort(fault), milliseconds).unref();
    return controller.signal;
}
/** Fires at the runner's first signal (SIGINT, and 7.5 s later SIGTERM), with the fault that says so. */
function interruption() {
    const controller = new AbortController();
    const fault = new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({
        code: 'cancelled',
        what: 'the run was cancelled before any switch began',
        fix: 'run it again when you are ready',
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
        process.on(signal, () => controller.abort(fault));
    return controller.signal;
}


/***/ }),

/***/ 1812:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I2: () => (/* binding */ makePrivateFolder),
/* harmony export */   Yv: () => (/* binding */ removePrivateFolder),
/* harmony export */   pb: () => (/* binding */ writePrivate)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2399);




/** The longest folder name with which OpenSSH can still make a control socket (108 bytes, its own suffix included). */
const LONGEST = 64;
/**
 * Makes a 0700 folder under `parent`, or under the system's temp folder where the name would be too long for a socket, or has what deploy-rs, Nix or ssh
 * would read as more than a name (blank, `%`, `#`, `?`).
 */
function makePrivateFolder(parent) {
    const isFit = parent !== undefined && parent.length + 12 <= LONGEST && /^[\w./@+-]+$/.test(parent);
    const place = isFit ? parent : (0,node_os__WEBPACK_IMPORTED_MODULE_1__.tmpdir)();
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(place, { recursive: true });
        const folder = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdtempSync)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(place, 'cassie-'));
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.chmodSync)(folder, 0o700);
        return folder;
    }
    catch (cause) {
        throw new _fault_js__WEBPACK_IMPORTED_MODULE_3__/* .Fault */ .vC({
            code: 'no-private-folder',
            what: `no private folder can be made in ${place}`,
            why: cause instanceof Error ? cause.message : undefined,
            fix: 'free space on the runner, or point RUNNER_TEMP at a folder that can be written',
            cause,
        });
    }
}
/** Writes a file that only we can read. */
function writePrivate(path, text, mode = 0o600) {
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(path, text, { mode, flag: 'w' });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.chmodSync)(path, mode);
    return path;
}
function removePrivateFolder(folder) {
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(folder, { recursive: true, force: true, maxRetries: 3 });
}


/***/ }),

/***/ 3149:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DJ: () => (/* binding */ processStarter),
/* harmony export */   s1: () => (/* binding */ lineSplitter),
/* harmony export */   sf: () => (/* binding */ startHeld),
/* harmony export */   tG: () => (/* binding */ startDetached)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6855);



/** Starts programs in a process group of their own, with only `environment`, until `cancelled` fires. */
function processStarter(environment, cancelled) {
    return (command) => new Promise((resolve) => {
        if (cancelled.aborted)
            return resolve({ ...nothing, ended: 'cancelled' });
        const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, command.args, {
            cwd: command.cwd,
            env: { ...environment, ...command.env },
            stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
            detached: true,
        });
        let ended = 'by-itself';
        const end = (why) => () => {
            ended = why;
            endGroup(child);
        };
        const onCancel = end('cancelled');
        cancelled.addEventListener('abort', onCancel, { once: true });
        const timer = command.timeout === undefined ? undefined : setTimeout(end('timed-out'), command.timeout);
        const stdout = collect(child.stdout);
        const stderr = collect(child.stderr, command.onLine);
        const finish = (rest) => {
            clearTimeout(timer);
            cancelled.removeEventListener('abort', onCancel);
            resolve({ ...rest, stdout: stdout(), stderr: stderr(), ended });
        };
        child.stdin?.on('error', () => undefined); // a program that ends without reading is judged by its exit
        void writeAll(child, command.stdin ?? []);
        child.on('error', (error) => finish({ code: undefined, signal: undefined, notStarted: error.message }));
        child.on('close', (code, signal) => finish({ code: code ?? undefined, signal: signal ?? undefined, notStarted: undefined }));
    });
}
async function writeAll(child, texts) {
    for (const text of texts)
        child.stdin?.write(await text);
    child.stdin?.end();
}
const nothing = {
    code: undefined,
    signal: undefined,
    stdout: '',
    stderr: '',
    notStarted: undefined,
};
/** A process that goes on whatever becomes of us: own group, standard streams in `outputFile`, so that no pipe can break. */
function startDetached(command, outputFile) {
    const out = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.openSync)(outputFile, 'a', 0o600);
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, command.args, {
        cwd: command.cwd,
        env: command.env,
        stdio: ['ignore', out, out],
        detached: true,
    });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.closeSync)(out);
    const exit = new Promise((resolve) => {
        child.on('error', () => resolve({ code: undefined, signal: undefined }));
        child.on('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    });
    return { exit, kill: () => killGroup(child) };
}
/** Starts a program whose standard input stays open until `close`; it has answered once `until` stands in its output. */
function startHeld(environment, command, until) {
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, command.args, {
        env: { ...environment, ...command.env },
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
    });
    child.stdin.on('error', () => undefined);
    if (command.stdin !== undefined)
        child.stdin.write(command.stdin);
    const close = () => {
        child.stdin.end();
        killGroup(child);
    };
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr, command.onLine);
    const answer = new Promise((resolve) => {
        let ended = 'by-itself';
        const timer = setTimeout(() => {
            ended = 'timed-out';
            close();
        }, command.timeout ?? 60_000);
        const finish = (rest) => {
            clearTimeout(timer);
            resolve({ ...rest, stdout: stdout(), stderr: stderr(), ended });
        };
        void untilSeen(child, until).then(() => finish({ code: 0, signal: undefined, notStarted: undefined }));
        child.on('error', (error) => finish({ code: undefined, signal: undefined, notStarted: error.message }));
        child.on('close', (code, signal) => finish({ code: code ?? undefined, signal: signal ?? undefined, notStarted: undefined }));
    });
    const isOpen = () => child.exitCode === null && child.signalCode === null;
    const ask = async (text, end) => {
        const before = stdout().length;
        const seen = untilSeen(child, end);
        const over = new Promise((resolve) => child.once('close', () => resolve()));
        if (isOpen()) {
            child.stdin.write(text);
            await Promise.race([seen, over]);
        }
        return stdout().slice(before);
    };
    const say = (text) => void child.stdin.write(text);
    return { answer, ask, say, isOpen, close };
}
function untilSeen(child, until) {
    return new Promise((resolve) => {
        let recent = '';
        const look = (bytes) => {
            recent += bytes.toString('latin1');
            if (recent.includes(until)) {
                child.stdout?.off('data', look);
                resolve();
            }
            recent = recent.slice(-until.length);
        };
        child.stdout?.on('data', look);
    });
}
/** Time for a program to end what it started outside its group, as Nix does with its builders. Milliseconds. */
const GRACE = 1_500;
function endGroup(child) {
    killGroup(child, 'SIGTERM');
    const timer = setTimeout(() => killGroup(child), GRACE);
    child.once('close', () => clearTimeout(timer));
}
/** Kills the child and all that it started in its group. */
function killGroup(child, signal = 'SIGKILL') {
    if (child.pid === undefined)
        return;
    try {
        process.kill(-child.pid, signal);
    }
    catch {
        // it has ended already, and a group without processes can't be signalled
    }
}
/** Characters that are kept of a stream: far more than any answer, and a host or a build that never stops must not eat our memory. */
const MOST = 32 * 1024 * 1024;
/** Decodes a stream even where a character is torn between two reads, and hands out its lines. Of too much the end is kept. */
function collect(stream, onLine) {
    const decoder = new TextDecoder();
    const lines = lineSplitter(onLine);
    let text = '';
    stream?.on('data', (bytes) => {
        const piece = decoder.decode(bytes, { stream: true });
        text += piece;
        if (text.length > 2 * MOST)
            text = text.slice(-MOST);
        lines.push(piece);
    });
    stream?.on('end', () => lines.end());
    return () => text;
}
/** A program that prints no line end (a progress bar, a binary file) is cut into lines of this many characters. */
const LONGEST_LINE = 16 * 1024;
/** Cuts text that comes in pieces into plain lines. */
function lineSplitter(onLine) {
    let rest = '';
    const give = (line) => {
        const plain = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_2__/* .plainText */ .d)(line).trimEnd();
        if (plain !== '')
            onLine?.(plain);
    };
    return {
        push(piece) {
            if (onLine === undefined)
                return;
            const lines = (rest + piece).split(/\r\n|\n|\r/);
            rest = lines.pop() ?? '';
            lines.forEach(give);
            if (rest.length < LONGEST_LINE)
                return;
            give(rest);
            rest = '';
        },
        end() {
            give(rest);
            rest = '';
        },
    };
}


/***/ })

};
;