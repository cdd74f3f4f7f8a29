"use strict";
exports.id = 25;
exports.ids = [25];
exports.modules = {

/***/ 7025:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runPost: () => (/* binding */ runPost)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2399);
/* harmony import */ var _host_over_ssh_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86);
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(1968);
/* harmony import */ var _report_log_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3232);
/* harmony import */ var _report_summary_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1921);
/* harmony import */ var _world_environment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(389);
/* harmony import */ var _world_private_folder_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1812);
/* harmony import */ var _world_process_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3149);









/** Seconds that the post step may look before it says that it does not know. */
const PATIENCE = 180;
/**
 * The action's post step. After a run that ended by itself there is nothing left to do. After one that was cut off in a switch it looks with a fresh
 * login until nothing moves, tells what runs, and destroys the key.
 */
async function runPost() {
    const folder = process.env['STATE_folder'];
    if (folder === undefined || folder === '' || !(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(folder))
        return;
    try {
        for (const note of openNotes(process.env))
            await tell(note);
    }
    finally {
        (0,_world_private_folder_js__WEBPACK_IMPORTED_MODULE_5__/* .removePrivateFolder */ .Yv)(folder);
    }
}
function openNotes(environment) {
    return (Object.entries(environment)
        .filter(([name]) => name.startsWith('STATE_switch-'))
        // the state is what main wrote, in the form of its type
        .map(([, value]) => JSON.parse(value ?? '{}'))
        .filter(({ phase }) => phase === 'switching'));
}
async function tell(note) {
    const core = await Promise.all(/* import() */[__webpack_require__.e(996), __webpack_require__.e(521)]).then(__webpack_require__.bind(__webpack_require__, 3996));
    core.info(`the run was cut off while ${note.node} was being switched; looking at the host`);
    const { result, lines } = await lookAfter(note);
    for (const line of lines)
        core.info((0,_report_log_js__WEBPACK_IMPORTED_MODULE_7__/* .harmless */ .I)(line, 'us'));
    if (process.env['GITHUB_STEP_SUMMARY'])
        await core.summary.addRaw((0,_report_summary_js__WEBPACK_IMPORTED_MODULE_3__/* .postSummaryOf */ .y)(note.node, lines, result)).write();
}
async function lookAfter(note) {
    const environment = (0,_world_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .childEnvironment */ .Q)(process.env, { agent: true });
    const startUncut = (0,_world_process_js__WEBPACK_IMPORTED_MODULE_6__/* .processStarter */ .DJ)(environment, new AbortController().signal);
    const until = Date.now() + PATIENCE * 1000;
    const question = { profile: note.profileQuestion, watched: note.wantedProfile };
    for (;;) {
        const patience = Math.max(1, (until - Date.now()) / 1000);
        const look = await (0,_host_over_ssh_js__WEBPACK_IMPORTED_MODULE_2__/* .lookFresh */ .Wj)(note.host, { ...question, patience }, { startUncut });
        if (!(look instanceof _fault_js__WEBPACK_IMPORTED_MODULE_1__/* .Fault */ .vC))
            return wordLook(note, look);
        if (Date.now() >= until)
            return {
                result: 'unknown',
                lines: [`the host does not answer: ${look.what}`, 'what it runs is not known'],
            };
        await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
}
function wordLook(note, look) {
    const runs = `it runs ${look.running === undefined ? 'an unknown system' : (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_8__/* .storePathName */ .y)(look.running)}`;
    const boots = `boot default: ${look.bootDefault === undefined ? 'not known' : (0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_8__/* .storePathName */ .y)(look.bootDefault)}`;
    if (look.machineId !== note.recorded.machineId)
        return { result: 'unknown', lines: ['another machine answers at this address now'] };
    if (!look.final)
        return { result: 'unknown', lines: [`the host still moves after ${PATIENCE} s`, runs, boots] };
    if (look.running === note.wantedToplevel)
        return { result: 'deployed', lines: [`the new system is in place: ${runs}`, boots] };
    if (look.running === note.recorded.running)
        return { result: 'rolled-back', lines: [`the old system is in place: ${runs}`, boots] };
    return { result: 'failed', lines: [`neither the old nor the new system: ${runs}`, boots] };
}


/***/ })

};
;