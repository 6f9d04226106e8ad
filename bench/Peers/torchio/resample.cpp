// ITK's ResampleImageFilter for Python's ctypes: what TorchIO's transforms of space call through SimpleITK. Images are float32 with the first axis fastest, on axes parallel to the world's;
// the input is used where it lies, the result is copied out once.
#include <itkAffineTransform.h>
#include <itkBSplineTransform.h>
#include <itkImage.h>
#include <itkImportImageFilter.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkMultiThreaderBase.h>
#include <itkNearestNeighborInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>

using Image = itk::Image<float, 3>;
using Transform = itk::Transform<double, 3, 3>;

static void run(const float* in, const int* size, const double* spacing, const double* origin, const int* outSize, const double* outSpacing, const double* outOrigin,
    Transform* transform, int nearest, float fill, int threads, float* out)
{
    itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(threads);
    auto import = itk::ImportImageFilter<float, 3>::New();
    Image::SizeType inSize, newSize;
    for (int a = 0; a < 3; a++) { inSize[a] = size[a]; newSize[a] = outSize[a]; }
    Image::IndexType start; start.Fill(0);
    import->SetRegion(Image::RegionType(start, inSize));
    import->SetSpacing(spacing);
    import->SetOrigin(origin);
    import->SetImportPointer(const_cast<float*>(in), inSize[0] * inSize[1] * inSize[2], false);
    auto filter = itk::ResampleImageFilter<Image, Image, double>::New();
    filter->SetNumberOfWorkUnits(threads);
    filter->SetInput(import->GetOutput());
    filter->SetTransform(transform);
    if (nearest) filter->SetInterpolator(itk::NearestNeighborInterpolateImageFunction<Image, double>::New());
    else filter->SetInterpolator(itk::LinearInterpolateImageFunction<Image, double>::New());
    filter->SetSize(newSize);
    filter->SetOutputSpacing(outSpacing);
    filter->SetOutputOrigin(outOrigin);
    filter->SetDefaultPixelValue(fill);
    filter->Update();
    std::memcpy(out, filter->GetOutput()->GetBufferPointer(), sizeof(float) * newSize[0] * newSize[1] * newSize[2]);
}

extern "C" void affine(const float* in, const int* size, const double* spacing, const double* origin, const int* outSize, const double* outSpacing, const double* outOrigin,
    const double* matrix, const double* translation, const double* centre, int nearest, float fill, int threads, float* out)
{
    auto transform = itk::AffineTransform<double, 3>::New();
    itk::AffineTransform<double, 3>::MatrixType m;
    itk::AffineTransform<double, 3>::OutputVectorType t;
    itk::AffineTransform<double, 3>::InputPointType c;
    for (int r = 0; r < 3; r++) {
        for (int k = 0; k < 3; k++) m[r][k] = matrix[3 * r + k];
        t[r] = translation[r];
        c[r] = centre[r];
    }
    transform->SetCenter(c);
    transform->SetMatrix(m);
    transform->SetTranslation(t);
    run(in, size, spacing, origin, outSize, outSpacing, outOrigin, transform, nearest, fill, threads, out);
}

// Control points (first axis fastest) displaced along x, then y, then z; the lattice lies over the image.
extern "C" void bspline(const float* in, const int* size, const double* spacing, const double* origin, const int* points, const double* displacements, float fill, int threads, float* out)
{
    using BSpline = itk::BSplineTransform<double, 3, 3>;
    auto transform = BSpline::New();
    BSpline::PhysicalDimensionsType extent;
    BSpline::MeshSizeType mesh;
    BSpline::OriginType corner;
    unsigned count = 3;
    for (int a = 0; a < 3; a++) {
        extent[a] = spacing[a] * (size[a] - 1);
        mesh[a] = points[a] - 3;
        corner[a] = origin[a];
        count *= points[a];
    }
    transform->SetTransformDomainOrigin(corner);
    transform->SetTransformDomainPhysicalDimensions(extent);
    transform->SetTransformDomainMeshSize(mesh);
    BSpline::ParametersType parameters(count);
    for (unsigned n = 0; n < count; n++) parameters[n] = displacements[n];
    transform->SetParameters(parameters);
    run(in, size, spacing, origin, size, spacing, origin, transform, 0, fill, threads, out);
}
