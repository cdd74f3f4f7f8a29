"use strict";
exports.id = 639;
exports.ids = [639];
exports.modules = {

/***/ 3639:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runPost: () => (/* binding */ runPost)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./lib/fault.js
var fault = __webpack_require__(2399);
// EXTERNAL MODULE: ./lib/host/guard.js
var host_guard = __webpack_require__(4975);
// EXTERNAL MODULE: ./lib/host/over-ssh.js
var over_ssh = __webpack_require__(6921);
// EXTERNAL MODULE: ./lib/report/log.js
var log = __webpack_require__(3232);
// EXTERNAL MODULE: ./lib/report/summary.js
var summary = __webpack_require__(1798);
// EXTERNAL MODULE: ./lib/nix/store-path.js
var store_path = __webpack_require__(1968);
;// CONCATENATED MODULE: ./lib/stages/judge-cut-off.js

/** Nobody saw how the engine ended, so only what runs, boots and is the profile counts; all three must be the new or the old. */
function judgeCutOff(note, look, guard) {
    if (look.machineId !== note.recorded.machineId)
        return { result: 'unknown', lines: ['another machine answers at this address now; look at its console'] };
    const { result, what } = look.final
        ? compare(note, look)
        : { result: 'unknown', what: 'the host still moves, and it is not known where it ends' };
    const failed = look.failedUnits ?? [];
    return {
        result,
        lines: [
            what,
            ...GUARD_WORDS[guard ?? 'disarmed'],
            `running: ${judge_cut_off_name(look.running)}`,
            `profile: ${look.profileGeneration === undefined ? '' : `generation ${look.profileGeneration}, `}${judge_cut_off_name(look.profileToplevel ?? look.profile)}`,
            `boot default: ${judge_cut_off_name(look.bootDefault)}`,
            ...(failed.length === 0 ? [] : [`failed units: ${failed.join(', ')}`]),
        ],
    };
}
function compare(note, look) {
    const { recorded, flags } = note;
    const wanted = look.watchedToplevel;
    const isNew = look.profile === note.wantedProfile;
    const runsOld = look.running === recorded.running;
    // one that can't be read decides nothing, but it is known what was never committed
    const bootsNew = look.bootDefault === undefined
        ? look.uncommitted?.profile !== note.wantedProfile && note.guard === undefined
        : look.bootDefault === wanted;
    if (wanted === undefined)
        return isNew
            ? { result: 'deployed', what: 'the new profile is in place' }
            : { result: 'rolled-back', what: 'the old profile is in place' };
    if (flags.boot && isNew && runsOld && bootsNew)
        return { result: 'staged', what: 'the old system runs, and the new one boots next, as wanted' };
    if (look.running === wanted && (flags.test || (isNew && bootsNew)))
        return { result: 'deployed', what: 'the new system is in place' };
    if (look.running === wanted && isNew && look.bootDefault === recorded.bootDefault)
        return {
            result: 'failed',
            what: 'the new system runs, but the old one still boots next; run again: it only has to be verified and committed',
        };
    if (look.running === wanted)
        return {
            result: 'failed',
            what: 'the new system runs, but profile or boot default are not on it: its activation did not end well',
        };
    if (runsOld && look.profile === recorded.profile && look.bootDefault === recorded.bootDefault)
        return { result: 'rolled-back', what: 'the old system is in place' };
    if (runsOld)
        return { result: 'failed', what: 'the old system runs, but profile or boot default are not as before' };
    return { result: 'failed', what: 'neither the new nor the old system runs' };
}
function judge_cut_off_name(path) {
    return path === undefined ? 'not known' : (0,store_path/* storePathName */.y)(path);
}
const GUARD_WORDS = {
    back: ['the guard on the host put it back'],
    firing: ['the guard on the host is still putting the old system back'],
    stuck: [
        'the guard on the host could not put the old system back; on the host, as root: cat /var/lib/cassie-deploy/guard/*/log',
    ],
    superseded: ['meanwhile somebody switched the host to another system, which the guard left alone'],
    armed: [],
    disarmed: [],
    recorded: [],
};

// EXTERNAL MODULE: ./lib/world/environment.js
var world_environment = __webpack_require__(389);
;// CONCATENATED MODULE: ./lib/world/left-over.js

/**
 * Ends what a run that was killed has left: every process that was given something of its private folder (our `ssh` on PATH, settings for Nix) or was
 * started on it. Only for when the host is final, as the engine of a switch is one of them.
 */
function endLeftovers(folder) {
    for (const pid of (0,external_node_fs_.readdirSync)('/proc')) {
        if (!/^\d+$/.test(pid) || Number(pid) === process.pid)
            continue;
        if (isOf(folder, `/proc/${pid}/environ`) || isOf(folder, `/proc/${pid}/cmdline`))
            end(Number(pid));
    }
}
function isOf(folder, file) {
    try {
        return (0,external_node_fs_.readFileSync)(file, 'utf8').includes(`${folder}/`);
    }
    catch {
        return false; // it has ended, or is another user's
    }
}
function end(pid) {
    try {
        process.kill(pid, 'SIGKILL');
    }
    catch {
        // it ended by itself
    }
}

// EXTERNAL MODULE: ./lib/world/make-world.js
var make_world = __webpack_require__(3853);
// EXTERNAL MODULE: ./lib/world/private-folder.js
var private_folder = __webpack_require__(1812);
// EXTERNAL MODULE: ./lib/world/process.js
var world_process = __webpack_require__(3149);
;// CONCATENATED MODULE: ./lib/post.js












/** Seconds that the post step may look before it says that it does not know. */
const PATIENCE = 180;
/**
 * The action's post step. After a run that ended by itself there is nothing left to do. After one that was cut off in a switch it has the guard put the
 * old system back, looks with a fresh login until nothing moves, tells what runs, and destroys the key.
 */
async function runPost() {
    const folder = process.env['STATE_folder'];
    if (folder === undefined || folder === '' || !(0,external_node_fs_.existsSync)(folder))
        return;
    const destroy = () => {
        endLeftovers(folder);
        (0,private_folder/* removePrivateFolder */.Yv)(folder);
    };
    leaveCleanWhenStopped(destroy);
    try {
        await lookAndTell(openNotes(process.env));
    }
    finally {
        destroy();
    }
}
/** A second cancel ends our looking, but never leaves the key behind. */
function leaveCleanWhenStopped(destroy) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
        process.once(signal, () => {
            destroy();
            process.exit(1);
        });
}
function openNotes(environment) {
    return (Object.entries(environment)
        .filter(([name]) => name.startsWith('STATE_switch-'))
        // the state is what main wrote, in the form of its type
        .map(([, value]) => JSON.parse(value ?? '{}'))
        .filter(({ phase }) => phase === 'switching'));
}
/** Looks at all hosts side by side, and tells one after another. */
async function lookAndTell(notes) {
    if (notes.length === 0)
        return;
    const core = await __webpack_require__.e(/* import() */ 996).then(__webpack_require__.bind(__webpack_require__, 3996));
    for (const { node } of notes)
        core.info((0,log/* harmless */.I)(`the run was cut off while ${node} was being switched; looking at the host`, 'us'));
    const looks = notes.map(async (note) => ({ note, seen: await lookAfter(note) }));
    for (const look of looks) {
        const { note, seen } = await look;
        const [first = '', ...rest] = seen.lines;
        for (const line of [`${note.node}: ${first}`, ...rest.map((one) => `  ${one}`)])
            core.info((0,log/* harmless */.I)(line, 'us'));
        if (process.env['GITHUB_STEP_SUMMARY'])
            await core.summary.addRaw((0,summary/* postSummaryOf */.y)(note.node, seen.lines, seen.result)).write();
    }
}
/** An armed guard is told to put the old system back now: nobody is left who could verify the new one. Without a guard there is only a look. */
async function finishSwitch({ host, guard }, question, startUncut) {
    if (guard !== undefined) {
        // for the way back, for the look, and for a host that has stopped answering
        const third = Math.max(1, question.patience / 3);
        return (0,host_guard/* putBack */.pK)(host, { ...question, patience: third }, { id: guard }, { startUncut }, Math.ceil(third));
    }
    return { look: await (0,over_ssh/* lookFresh */.Wj)(host, question, { startUncut }), state: undefined };
}
async function lookAfter(note) {
    const environment = (0,world_environment/* childEnvironment */.Q)(process.env, { agent: true });
    const startUncut = (0,world_process/* processStarter */.DJ)(environment, new AbortController().signal);
    const until = (0,make_world/* steadyNow */.rj)() + PATIENCE * 1000;
    const question = { profile: note.profileQuestion, watched: note.wantedProfile };
    for (;;) {
        const patience = Math.max(1, (until - (0,make_world/* steadyNow */.rj)()) / 1000);
        const { look, state } = await finishSwitch(note, { ...question, patience }, startUncut);
        if (!(look instanceof fault/* Fault */.vC))
            return judgeCutOff(note, look, state);
        if ((0,make_world/* steadyNow */.rj)() >= until)
            return {
                result: 'unknown',
                lines: [
                    `the host did not answer for ${PATIENCE} s: ${look.what}`,
                    'what it runs is not known',
                    ...wordFires(note),
                ],
            };
        await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
}
function wordFires({ fires }) {
    if (fires === undefined)
        return [];
    return [
        `the guard on the host puts the old system back by itself at ${new Date(fires).toISOString().slice(11, 19)} UTC, unless it was disarmed`,
    ];
}


/***/ })

};
;