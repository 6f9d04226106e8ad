// ITK's N4BiasFieldCorrectionImageFilter with the steps around it that the ANTs program takes: shrink image and mask, estimate, evaluate the
// lattice at full resolution, divide.
//
//   itk-n4 IMAGE MASK|- CORRECTED FIELD SHRINK ITERATIONS THRESHOLD THREADS [CONTROL_POINTS]
//
// ITERATIONS as 50x50x50x50, one number a level. MASK - stands for the positive voxels. Prints one line: seconds of wall and of CPU time between the
// read image and the corrected one (files excluded).
#include <chrono>
#include <ctime>
#include <iostream>
#include <sstream>
#include <itkBSplineControlPointImageFilter.h>
#include <itkBinaryThresholdImageFilter.h>
#include <itkDivideImageFilter.h>
#include <itkExpImageFilter.h>
#include <itkImageFileReader.h>
#include <itkImageFileWriter.h>
#include <itkMultiThreaderBase.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>
#include <itkShrinkImageFilter.h>
#include <itkVectorIndexSelectionCastImageFilter.h>

using Image = itk::Image<float, 3>;
using Mask = itk::Image<unsigned char, 3>;

int main(int argc, char** argv) try
{
    if (argc < 9) {
        std::cerr << "itk-n4 IMAGE MASK|- CORRECTED FIELD SHRINK ITERATIONS THRESHOLD THREADS [CONTROL_POINTS]\n";
        return 2;
    }
    itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(std::stoi(argv[8]));
    auto reader = itk::ImageFileReader<Image>::New();
    reader->SetFileName(argv[1]);
    reader->Update();
    Image::Pointer image = reader->GetOutput();
    Mask::Pointer mask;
    if (std::string(argv[2]) == "-") {
        auto positive = itk::BinaryThresholdImageFilter<Image, Mask>::New();
        positive->SetInput(image);
        positive->SetLowerThreshold(std::numeric_limits<float>::min());
        positive->SetInsideValue(1);
        positive->SetOutsideValue(0);
        positive->Update();
        mask = positive->GetOutput();
    } else {
        auto maskReader = itk::ImageFileReader<Mask>::New();
        maskReader->SetFileName(argv[2]);
        maskReader->Update();
        mask = maskReader->GetOutput();
        mask->CopyInformation(image);
    }

    std::vector<unsigned> iterations;
    std::stringstream list(argv[6]);
    for (std::string part; std::getline(list, part, 'x');)
        iterations.push_back(std::stoul(part));

    auto const wall = std::chrono::steady_clock::now();
    auto const cpu = std::clock();
    auto const shrink = std::stoi(argv[5]);
    auto small = itk::ShrinkImageFilter<Image, Image>::New();
    small->SetInput(image);
    small->SetShrinkFactors(shrink);
    small->Update();
    auto smallMask = itk::ShrinkImageFilter<Mask, Mask>::New();
    smallMask->SetInput(mask);
    smallMask->SetShrinkFactors(shrink);
    smallMask->Update();

    using N4 = itk::N4BiasFieldCorrectionImageFilter<Image, Mask, Image>;
    auto n4 = N4::New();
    n4->SetInput(small->GetOutput());
    n4->SetMaskImage(smallMask->GetOutput());
    N4::VariableSizeArrayType most(iterations.size());
    for (std::size_t l = 0; l < iterations.size(); ++l)
        most[l] = iterations[l];
    n4->SetMaximumNumberOfIterations(most);
    n4->SetNumberOfFittingLevels(iterations.size());
    n4->SetConvergenceThreshold(std::stod(argv[7]));
    if (argc > 9) {
        N4::ArrayType points;
        points.Fill(std::stoi(argv[9]));
        n4->SetNumberOfControlPoints(points);
    }
    n4->Update();

    using Evaluate = itk::BSplineControlPointImageFilter<N4::BiasFieldControlPointLatticeType, N4::ScalarImageType>;
    auto evaluate = Evaluate::New();
    evaluate->SetInput(n4->GetLogBiasFieldControlPointLattice());
    evaluate->SetSplineOrder(n4->GetSplineOrder());
    evaluate->SetSize(image->GetLargestPossibleRegion().GetSize());
    evaluate->SetOrigin(image->GetOrigin());
    evaluate->SetDirection(image->GetDirection());
    evaluate->SetSpacing(image->GetSpacing());
    evaluate->Update();
    N4::ScalarImageType::Pointer spline = evaluate->GetOutput();
    spline->DisconnectPipeline(); // or a later update would take the lattice's geometry for the image's
    auto select = itk::VectorIndexSelectionCastImageFilter<N4::ScalarImageType, Image>::New();
    select->SetInput(spline);
    select->SetIndex(0);
    auto field = itk::ExpImageFilter<Image, Image>::New();
    field->SetInput(select->GetOutput());
    field->Update();
    auto corrected = itk::DivideImageFilter<Image, Image, Image>::New();
    corrected->SetInput1(image);
    corrected->SetInput2(field->GetOutput());
    corrected->Update();
    std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - wall;
    std::cout << "wall " << elapsed.count() << " cpu " << double(std::clock() - cpu) / CLOCKS_PER_SEC << " iterations of last level "
              << n4->GetElapsedIterations() << " convergence " << n4->GetCurrentConvergenceMeasurement() << std::endl;

    auto write = [](Image* output, char const* path) {
        auto writer = itk::ImageFileWriter<Image>::New();
        writer->SetInput(output);
        writer->SetFileName(path);
        writer->Update();
    };
    if (std::string(argv[3]) != "-")
        write(corrected->GetOutput(), argv[3]);
    if (std::string(argv[4]) != "-")
        write(field->GetOutput(), argv[4]);
    return 0;
} catch (std::exception const& e) {
    std::cerr << e.what() << std::endl;
    return 1;
}
