require('./cassie-deploy.js').main();
