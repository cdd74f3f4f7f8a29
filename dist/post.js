require('./cassie-deploy.js').post();
