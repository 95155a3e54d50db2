/** Hands the scan and its mask to niivue, as two NIfTI files in memory. */
import { writeNifti } from '@miniseg/formats';
import { middleOfMarks } from '../logic/middle-of-marks.js';
import type { Session } from './session.js';

/** @returns Ends the view, and gives its graphics memory back. */
export async function showScene(session: Session, canvas: HTMLCanvasElement): Promise<() => void> {
  const { study } = session.store.get();
  if (!study) throw new Error('No scan is open.');
  const [{ MULTIPLANAR_TYPE, NVImage, Niivue, SLICE_TYPE }, grey] = await Promise.all([
    import('@niivue/niivue'),
    session.study.api.greyVolume(study.input),
  ]);
  const { shape, spacing } = study;
  const axes = {
    shape,
    spacing,
    origin: [0, 0, 0] as [number, number, number],
    direction: [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ] as [[number, number, number], [number, number, number], [number, number, number]],
    unit: 'unknown' as const,
  };
  const image = (name: string, data: Uint8Array, options: object) =>
    NVImage.loadFromUrl({
      url: name,
      name,
      buffer: new Uint8Array(writeNifti({ ...axes, data }, { gzip: false })).buffer,
      ...options,
    });
  const view = new Niivue({
    backColor: [0, 0, 0, 1],
    show3Dcrosshair: true,
    isResizeCanvas: true,
    // Not the mask's red.
    crosshairColor: [0.35, 0.75, 1, 0.8],
    multiplanarLayout:
      canvas.clientWidth > canvas.clientHeight ? MULTIPLANAR_TYPE.GRID : MULTIPLANAR_TYPE.AUTO,
    // As the slices of the page: the patient's right on the left.
    isRadiologicalConvention: true,
    loadingText: '',
    logLevel: 'error',
  });
  await view.attachToCanvas(canvas, false);
  view.setSliceType(SLICE_TYPE.MULTIPLANAR);
  view.addVolume(await image('scan.nii', grey, { cal_min: 70, cal_max: 255 }));
  view.addVolume(
    await image(
      'mask.nii',
      session.labels.map((label) => (label === 0 ? 0 : 1)),
      {
        colormap: 'red',
        cal_min: 0.5,
        cal_max: 1,
        opacity: 0.7,
      },
    ),
  );
  view.setSliceType(SLICE_TYPE.MULTIPLANAR);
  view.opts.multiplanarShowRender = 1;
  const marks = middleOfMarks(session.labels, shape);
  if (marks) view.scene.crosshairPos = marks;
  view.drawScene();
  return () => {
    view.cleanup();
    view.gl.getExtension('WEBGL_lose_context')?.loseContext();
  };
}
