export { type FolderEntry, type ListFolderOptions, listFolder } from '@miniseg/checkpoints/node';
export { readBytes } from './read-bytes.js';
export { type ReadFolderOptions, readFolder } from './read-folder.js';
export { readPath } from './read-path.js';
export { writeFileAtomic } from './write-file-atomic.js';
