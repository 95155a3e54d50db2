import { describe, expect, it } from 'vitest';
import { detectLayout } from './layouts.js';
import { pairFiles } from './pair-files.js';

describe('pairFiles', () => {
  it('pairs by id, in the order of the ids, and names what has no partner', () => {
    const names = [
      'x/masks/m_2.png',
      'x/images/i_2.png',
      'x/images/i_1.png',
      'x/masks/m_1.png',
      'x/images/i_3.png',
      'x/masks/m_9.png',
    ];
    const { items, imagesWithoutMask, masksWithoutImage } = pairFiles(names, {
      image: 'images/i_{id}.png',
      mask: 'masks/m_{id}.png',
    });
    expect(items).toEqual([
      { id: '1', image: 'x/images/i_1.png', mask: 'x/masks/m_1.png' },
      { id: '2', image: 'x/images/i_2.png', mask: 'x/masks/m_2.png' },
      { id: '3', image: 'x/images/i_3.png' },
    ]);
    expect(imagesWithoutMask).toEqual(['x/images/i_3.png']);
    expect(masksWithoutImage).toEqual(['x/masks/m_9.png']);
  });

  it('keeps patients apart by {group}, takes * for anything and a dot for a dot', () => {
    const names = [
      'p1/ct_1.nii.gz',
      'p2/ct_1.nii.gz',
      'p1/seg_1_v2.nii.gz',
      'p2/seg_1_v3.nii.gz',
      'p1/ct_2xnii.gz',
    ];
    const { items } = pairFiles(names, {
      image: '{group}/ct_{id}.nii.gz',
      mask: '{group}/seg_{id}_*.nii.gz',
    });
    expect(items.map(({ id, group, mask }) => [id, group, mask])).toEqual([
      ['p1/1', 'p1', 'p1/seg_1_v2.nii.gz'],
      ['p2/1', 'p2', 'p2/seg_1_v3.nii.gz'],
    ]);
  });

  it('understands Windows paths', () => {
    const { items } = pairFiles(['a\\im_1.png', 'a\\ma_1.png'], {
      image: 'a/im_{id}.png',
      mask: 'a/ma_{id}.png',
    });
    expect(items).toEqual([{ id: '1', image: 'a\\im_1.png', mask: 'a\\ma_1.png' }]);
  });

  it('refuses a pattern without id and two files with one id', () => {
    expect(() => pairFiles([], { image: 'a.png', mask: '{id}' })).toThrow(/pattern 'a.png' lacks \{id\}/);
    expect(() => pairFiles(['a/1.png', 'b/1.png'], { image: '{id}.png', mask: 'm{id}' })).toThrow(
      /both match/,
    );
  });
});

describe('detectLayout', () => {
  it.each([
    ['ct100-png', ['d/images/tr_im_0001.png', 'd/masks/tr_mask_0001.png', 'readme.txt'], ['0001']],
    ['ct100-nifti', ['tr_im.nii.gz', 'tr_mask.nii.gz', 'val_im.nii.gz'], ['tr_im']],
    [
      'mosmed',
      ['studies/CT-1/study_0255.nii.gz', 'studies/CT-0/study_0001.nii.gz', 'masks/study_0255_mask.nii.gz'],
      ['0255'],
    ],
    [
      'coronacases',
      [
        'COVID-19-CT-Seg_20cases/coronacases_001.nii.gz',
        'Infection_Mask/coronacases_001.nii.gz',
        'Lung_Mask/coronacases_001.nii.gz',
      ],
      ['coronacases_001'],
    ],
    ['radiopaedia-volumes', ['rp_im/1.nii.gz', 'rp_msk/1.nii.gz'], ['1']],
  ])('recognizes %s', (name, names, ids) => {
    const found = detectLayout(names);
    expect(found?.layout.name).toBe(name);
    expect(found?.items.map((item) => item.id)).toEqual(ids);
    expect(found?.items.every((item) => item.mask)).toBe(true);
    if (found?.layout.kind === 'volumes') expect(found.items[0].group).toBe(ids[0]);
  });

  it('recognizes nothing in another folder', () => {
    expect(detectLayout(['a.png', 'b.nii.gz'])).toBeUndefined();
  });
});
