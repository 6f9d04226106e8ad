#include <itkAffineTransform.h>
#include <itkEuler3DTransform.h>
#include <itkTransformFileWriter.h>
#include <itkTransformFileReader.h>
#include <itkTransformFactory.h>
#include <itkMatlabTransformIOFactory.h>
#include <itkTxtTransformIOFactory.h>
#include <iostream>
int main(int c,char**v){
  itk::MatlabTransformIOFactory::RegisterOneFactory(); itk::TxtTransformIOFactory::RegisterOneFactory();
  using T=itk::AffineTransform<double,3>; itk::TransformFactory<T>::RegisterTransform();
  if(c>2){ auto r=itk::TransformFileReaderTemplate<double>::New(); r->SetFileName(v[2]); r->Update(); std::cout<<(*r->GetTransformList()).front()->GetTransformTypeAsString()<<" "<<(*r->GetTransformList()).front()->GetParameters()<<" "<<(*r->GetTransformList()).front()->GetFixedParameters()<<std::endl; return 0;}
  auto t=T::New(); T::CenterType ce; ce[0]=10;ce[1]=20;ce[2]=30; t->SetCenter(ce);
  T::ParametersType p(12); double q[12]={1.02,-0.1,0.05,0.08,0.97,-0.2,-0.03,0.21,1.1,4.5,-6.25,7.75}; for(int i=0;i<12;i++)p[i]=q[i]; t->SetParameters(p);
  for(auto n:{"affine.mat","affine.txt"}){auto w=itk::TransformFileWriterTemplate<double>::New(); w->SetInput(t); w->SetFileName(std::string(v[1])+"/"+n); w->Update();}
  T::InputPointType x; x[0]=1;x[1]=2;x[2]=3; auto y=t->TransformPoint(x); std::cout.precision(17); std::cout<<y[0]<<" "<<y[1]<<" "<<y[2]<<std::endl;
}
