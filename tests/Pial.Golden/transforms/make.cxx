// What ITK reads, writes and does with transforms and displacement fields; see README.md.
#include <itkAffineTransform.h>
#include <itkEuler3DTransform.h>
#include <itkVersorRigid3DTransform.h>
#include <itkSimilarity3DTransform.h>
#include <itkTranslationTransform.h>
#include <itkDisplacementFieldTransform.h>
#include <itkDisplacementFieldJacobianDeterminantFilter.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkResampleImageFilter.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkMatlabTransformIOFactory.h>
#include <itkNiftiImageIOFactory.h>
#include <itkTransformFileWriter.h>
#include <itkTxtTransformIOFactory.h>
#include <iostream>
#include <string>

using Point3 = itk::Point<double, 3>;
static std::string folder;

template <class T> void Save(T transform, const char *name)
{
  auto writer = itk::TransformFileWriterTemplate<double>::New();
  writer->SetInput(transform);
  writer->SetFileName(folder + "/" + name);
  writer->Update();
  Point3 p; p[0] = 1; p[1] = 2; p[2] = 3;
  auto q = transform->TransformPoint(p);
  std::cout.precision(17);
  std::cout << name << " " << q[0] << " " << q[1] << " " << q[2] << std::endl;
}

template <class Pixel> void Field(const char *name)
{
  using Image = itk::Image<Pixel, 3>;
  auto image = Image::New();
  typename Image::SizeType size = {{9, 8, 7}};
  image->SetRegions(size);
  double spacing[3] = {2.0, 1.5, 2.5}, origin[3] = {-7, 5, -3};
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  // A rotation of 0.3 about z with the first axis turned round: oblique and left-handed.
  typename Image::DirectionType d;
  double c = std::cos(0.3), s = std::sin(0.3), m[9] = {-c, -s, 0, -s, c, 0, 0, 0, 1};
  for (int n = 0; n < 9; n++) d[n / 3][n % 3] = m[n];
  image->SetDirection(d);
  image->Allocate();
  for (itk::SizeValueType k = 0; k < 7; k++) for (itk::SizeValueType j = 0; j < 8; j++) for (itk::SizeValueType i = 0; i < 9; i++) {
    typename Image::IndexType at = {{(long)i, (long)j, (long)k}};
    Point3 p; image->TransformIndexToPhysicalPoint(at, p);
    Pixel v; v[0] = 1 + 0.1 * p[0] - 0.02 * p[1]; v[1] = -2 + 0.03 * p[1] + 0.01 * p[2]; v[2] = 0.5 - 0.04 * p[2] + 0.02 * p[0];
    image->SetPixel(at, v);
  }
  auto writer = itk::ImageFileWriter<Image>::New();
  writer->SetInput(image); writer->SetFileName(folder + "/" + name); writer->Update();
}

int main(int, char **argv)
{
  folder = argv[1];
  itk::MatlabTransformIOFactory::RegisterOneFactory(); itk::TxtTransformIOFactory::RegisterOneFactory(); itk::NiftiImageIOFactory::RegisterOneFactory();
  Point3 centre; centre[0] = 10; centre[1] = 20; centre[2] = 30;
  itk::Vector<double, 3> shift; shift[0] = 4.5; shift[1] = -6.25; shift[2] = 7.75;

  auto euler = itk::Euler3DTransform<double>::New();
  euler->SetCenter(centre); euler->SetRotation(0.1, -0.2, 0.3); euler->SetTranslation(shift); Save(euler.GetPointer(), "euler.txt");
  auto zyx = itk::Euler3DTransform<double>::New();
  zyx->SetComputeZYX(true); zyx->SetCenter(centre); zyx->SetRotation(0.1, -0.2, 0.3); zyx->SetTranslation(shift); Save(zyx.GetPointer(), "euler_zyx.mat");
  auto versor = itk::VersorRigid3DTransform<double>::New();
  versor->SetCenter(centre); itk::Vector<double, 3> axis; axis[0] = 1; axis[1] = 2; axis[2] = -1; versor->SetRotation(axis, 0.4); versor->SetTranslation(shift); Save(versor.GetPointer(), "versor.mat");
  auto similar = itk::Similarity3DTransform<double>::New();
  similar->SetCenter(centre); similar->SetRotation(axis, 0.4); similar->SetScale(1.2); similar->SetTranslation(shift); Save(similar.GetPointer(), "similarity.txt");
  auto moved = itk::TranslationTransform<double, 3>::New();
  moved->Translate(shift); Save(moved.GetPointer(), "translation.txt");

  Field<itk::Vector<float, 3>>("field_by_itk.nii.gz");
  Field<itk::Vector<double, 3>>("field_by_itk_double.nii.gz");

  // Pial wrote the field and the images; ITK resamples by them.
  using FieldTransform = itk::DisplacementFieldTransform<double, 3>;
  using Image = itk::Image<float, 3>;
  auto fields = itk::ImageFileReader<FieldTransform::DisplacementFieldType>::New(); fields->SetFileName(folder + "/field_by_pial.nii.gz"); fields->Update();
  auto moving = itk::ImageFileReader<Image>::New(); moving->SetFileName(folder + "/moving.nii.gz"); moving->Update();
  auto reference = itk::ImageFileReader<Image>::New(); reference->SetFileName(folder + "/reference.nii.gz"); reference->Update();
  auto transform = FieldTransform::New(); transform->SetDisplacementField(fields->GetOutput());
  auto resample = itk::ResampleImageFilter<Image, Image>::New();
  resample->SetInput(moving->GetOutput()); resample->SetTransform(transform); resample->SetReferenceImage(reference->GetOutput()); resample->UseReferenceImageOn();
  resample->SetInterpolator(itk::LinearInterpolateImageFunction<Image, double>::New()); resample->SetDefaultPixelValue(0);
  auto writer = itk::ImageFileWriter<Image>::New(); writer->SetInput(resample->GetOutput()); writer->SetFileName(folder + "/warped_by_itk.nii.gz"); writer->Update();

  // On a grid along the axes, ITK's filter gives the determinant of a field.
  using FloatField = itk::Image<itk::Vector<float, 3>, 3>;
  auto straight = itk::ImageFileReader<FloatField>::New(); straight->SetFileName(folder + "/straight_field_by_pial.nii.gz"); straight->Update();
  auto jacobian = itk::DisplacementFieldJacobianDeterminantFilter<FloatField>::New();
  jacobian->SetInput(straight->GetOutput()); jacobian->UseImageSpacingOn();
  auto determinants = itk::ImageFileWriter<Image>::New(); determinants->SetInput(jacobian->GetOutput()); determinants->SetFileName(folder + "/jacobian_by_itk.nii.gz"); determinants->Update();
}
