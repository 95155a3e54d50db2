export { folderStorage } from './folder-storage.js';
export { lockFolder } from './lock-folder.js';
